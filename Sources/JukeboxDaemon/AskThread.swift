// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import Stores

/// The ask thread: answers the questions of clients and of the main thread, and looks after the
/// catalogue.
///
/// Whatever is slow about finding things out is slow here, and holds no queue.
final class AskThread {
    private let listening: Descriptor
    private let inbox: Mailbox<AskMessage>
    private let main: Mailbox<MainMessage>
    private let answers: Answers
    private let programs: Programs
    private let logger: Logger
    private var lookup: Lookup
    private var connections: [Connection] = []
    private var scan: Scan?
    private var nextScans: [(OrderKey?, Bool)] = []

    static let mostConnections = 64

    init(
        listening: consuming Descriptor, inbox: Mailbox<AskMessage>, main: Mailbox<MainMessage>,
        history: History, figures: Figures, lookup: Lookup, programs: Programs, logger: Logger
    ) {
        self.listening = listening
        self.inbox = inbox
        self.main = main
        answers = Answers(history: history, figures: figures)
        self.lookup = lookup
        self.programs = programs
        self.logger = logger
    }

    /// Runs as long as the process.
    func run() {
        while true {
            var watched = [Watched(inbox.number), Watched(listening.number)]
            watched += connections.map(\.watched) + (scan?.watched ?? [])
            let deadlines = connections.map(\.deadline) + [scan?.deadline].compactMap { $0 }
            poll(&watched, until: deadlines.min())
            if watched[0].isReadable { inbox.take().forEach(take) }
            if watched[1].isReadable { accept() }
            for connection in connections { serve(connection) }
            let now = Clock.monotonic
            connections.removeAll { $0.isOver(at: now) }
            turnScan()
        }
    }

    private func take(_ message: AskMessage) {
        switch message {
        case .lookUp(let key, let wanted):
            let (finding, said, rest) = lookup.find(wanted)
            main.post(.event(.found(key, finding, said)))
            if !rest.isEmpty { lookUpRest(key, rest) }
        case .lookUpRest(let key, let wanted, let count):
            lookUpRest(key, lookup.paths(of: wanted, after: count))
        case .scan(let key, let prune): nextScans.append((key, prune))
        case .committed: for connection in connections { answer(connection, isNew: false) }
        case .settings(let settings): lookup.settings = settings
        }
    }

    private func lookUpRest(_ key: OrderKey, _ paths: [EscapedPath]) {
        let tracks = (try? lookup.catalogue.tracks(at: paths)) ?? paths.map { Track(path: $0) }
        main.post(.event(.foundMore(key, tracks)))
    }

    // MARK: Clients

    private func accept() {
        while let socket = UnixSocket.accept(listening.number) {
            if connections.count >= Self.mostConnections { connections.removeFirst() }
            connections.append(Connection(socket))
        }
    }

    private func serve(_ connection: Connection) {
        connection.flush()
        for line in connection.read() {
            guard let question = JSON(parsing: line).flatMap(Question.init) else {
                connection.say(["error": "this is no question that the jukebox knows"])
                continue
            }
            connection.ask(question, at: Clock.monotonic)
            answer(connection, isNew: true)
        }
        if connection.isWaitOver(at: Clock.monotonic) { answer(connection, isNew: true) }
    }

    /// Answers what a connection waits for, where it can be answered now.
    private func answer(_ connection: Connection, isNew: Bool) {
        guard let question = connection.question else { return }
        do {
            let isLast = connection.isWaitOver(at: Clock.monotonic)
            guard
                let reply = try answers.answer(
                    question, lookup, scan: scan, isLast: isLast)
            else { return }
            connection.finish(reply)
        } catch {
            connection.finish(["error": .string("the databases cannot be read: \(error)")])
        }
    }

    // MARK: The catalogue

    private func turnScan() {
        do {
            if scan == nil, !nextScans.isEmpty {
                let (key, prune) = nextScans.removeFirst()
                scan = try Scan(
                    key: key, prune: prune, folders: lookup.settings.paths.music,
                    program: programs.scanner, catalogue: lookup.catalogue, logger: logger)
            }
            try scan?.turn()
        } catch {
            logger.error("the scan failed", metadata: ["error": "\(error)"])
            end(Reason(.unreadable, "the scan failed: \(error)"))
        }
        if scan?.isDone == true { end(nil) }
    }

    private func end(_ reason: Reason?) {
        let key = scan?.key
        scan = nil
        if let key { main.post(.event(.carriedOut(key, reason))) }
    }
}
