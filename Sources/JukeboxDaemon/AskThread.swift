// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem

/// The ask thread: answers clients' questions with read connections of its own.
///
/// A client that sends many questions, or does not read its answers, delays no other: each
/// connection has one question at a time and gets one turn in each round.
final class AskThread {
    private let listening: Descriptor
    private let inbox: Mailbox<AskMessage>
    private let answers: Answers
    private var lookup: Lookup
    private let playlists: Mailbox<PlaylistMessage>
    private var connections: [Connection] = []
    private var lastID: UInt64 = 0
    /// How many questions the playlists thread has not answered yet.
    private var openAtPlaylists = 0
    /// When to accept again after a failed accept, for example without free descriptors.
    private var acceptsFrom: MonotonicTime?

    static let mostConnections = 64

    init(
        listening: consuming Descriptor, inbox: Mailbox<AskMessage>,
        playlists: Mailbox<PlaylistMessage>, answers: Answers, lookup: Lookup
    ) {
        self.playlists = playlists
        self.listening = listening
        self.inbox = inbox
        self.answers = answers
        self.lookup = lookup
    }

    /// Runs as long as the process.
    func run() {
        while true { turn() }
    }

    private func turn() {
        var watched = [
            Watched(inbox.number), Watched(acceptsFrom == nil ? listening.number : -1),
        ]
        watched += connections.map(\.watched)
        poll(&watched, until: nextMoment)
        if watched[0].isReadable { inbox.take().forEach(take) }
        for (connection, news) in zip(connections, watched[2...]) { serve(connection, news) }
        let now = Clock.monotonic
        connections.removeAll { $0.isOver(at: now) }
        if acceptsFrom.map({ now >= $0 }) == true { acceptsFrom = nil }
        if watched[1].isReadable { accept(at: now) }
    }

    private var nextMoment: MonotonicTime? {
        if connections.contains(where: \.hasNextQuestion) { return Clock.monotonic }
        return (connections.map(\.deadline) + [acceptsFrom].compactMap { $0 }).min()
    }

    private func take(_ message: AskMessage) {
        switch message {
        case .committed: for connection in connections { answer(connection) }
        case .answered(let id, let answer):
            openAtPlaylists -= 1
            // Its client may have gone meanwhile.
            connections.first { $0.id == id && $0.question != nil }?.finish(answer)
        case .settings(let settings): lookup.settings = settings
        }
    }

    // MARK: Clients

    private func accept(at now: MonotonicTime) {
        var isFirst = true
        while let socket = UnixSocket.accept(listening.number) {
            isFirst = false
            if connections.count < Self.mostConnections {
                lastID += 1
                connections.append(Connection(socket, id: ConnectionID(number: lastID)))
            } else {
                Connection(socket).say(Self.refusal)  // and closes it
            }
        }
        if isFirst { acceptsFrom = now + .milliseconds(100) }
    }

    private static let refusal = AskRefusal(
        "\(mostConnections) connections are open already; try again later", code: "busy"
    ).json

    private func serve(_ connection: Connection, _ news: Watched) {
        connection.take(news)
        if let line = connection.nextQuestion() {
            let json = JSON(parsing: line)
            if let question = json.flatMap(Question.init) {
                connection.ask(question, at: Clock.monotonic)
                if !passOn(question, of: connection) { answer(connection) }
            } else {
                connection.say(Question.refusal(of: json).json)
            }
        } else if connection.isWaitOver(at: Clock.monotonic) {
            answer(connection)
        }
    }

    /// Lets the playlists thread answer what it has to read files for.
    private func passOn(_ question: Question, of connection: Connection) -> Bool {
        let message: PlaylistMessage
        switch question {
        case .playlists(let count, let name):
            message = .names(connection.id, count: count, after: name)
        case .playlist(let name, let count, let line):
            message = .show(connection.id, name, count: count, after: line)
        case .find: message = .answer(connection.id, question)
        case .complete(_, let kinds, _) where kinds.contains(.playlist):
            message = .answer(connection.id, question)
        default: return false
        }
        guard openAtPlaylists < Self.mostConnections else {
            let error = "the playlist folder does not answer; try again later"
            connection.finish(AskRefusal(error, code: "busy").json)
            return true
        }
        openAtPlaylists += 1
        playlists.post(message)
        return true
    }

    /// Answers a connection's question, if that is possible now.
    private func answer(_ connection: Connection) {
        guard let question = connection.question else { return }
        do {
            let isLast = connection.isWaitOver(at: Clock.monotonic)
            guard let reply = try answers.answer(question, lookup, isLast: isLast) else { return }
            connection.finish(reply)
        } catch {
            connection.finish(AskRefusal("the databases cannot be read: \(error)").json)
        }
    }
}
