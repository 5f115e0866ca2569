// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// One client of `ask`: one question at a time, and nothing is read until its answer was taken.
///
/// Holds at most 64 KiB of questions and one answer. A client that takes nothing for 10 s, or has
/// not taken an answer whole after 60 s, is dropped.
final class Connection {
    let id: ConnectionID
    private let socket: Descriptor
    private var lines = LineSplitter(limit: 65_536)
    /// Questions that arrived together with the one before and were not asked yet.
    private var unasked: [[UInt8]] = []
    private var outbox: ArraySlice<UInt8> = []
    /// No more questions come: the client has closed its side, or sent an endless line.
    private var isLastQuestion = false
    private var isClosed = false
    private var movedAt = Clock.monotonic
    private var saidAt = Clock.monotonic
    private var waitsUntil: MonotonicTime?
    /// The question that is being answered.
    private(set) var question: Question?

    /// The longest answer in bytes.
    static let longestAnswer = 8 << 20
    static let patience = MonotonicTime.Span.seconds(10)
    static let patienceForAnAnswer = MonotonicTime.Span.seconds(60)

    init(_ socket: consuming Descriptor, id: ConnectionID = ConnectionID(number: 0)) {
        self.socket = socket
        self.id = id
    }

    private var isBusy: Bool { question != nil || !outbox.isEmpty }

    /// The descriptor to poll; a hang-up is always reported.
    var watched: Watched {
        Watched(
            socket.number, reading: !isBusy && unasked.isEmpty && !isLastQuestion,
            writing: !outbox.isEmpty)
    }

    /// Whether its next question was already read and can be answered now.
    var hasNextQuestion: Bool { !isBusy && !unasked.isEmpty }

    /// When its wait ends, or it has been slow for too long.
    var deadline: MonotonicTime {
        if outbox.isEmpty, let waitsUntil { return waitsUntil }
        return min(movedAt + Self.patience, saidAt + Self.patienceForAnAnswer)
    }

    func isWaitOver(at now: MonotonicTime) -> Bool { waitsUntil.map { now >= $0 } ?? false }

    func isOver(at now: MonotonicTime) -> Bool {
        if isClosed { return true }
        if isLastQuestion, !isBusy, unasked.isEmpty { return true }
        return waitsUntil == nil && now >= deadline
    }

    /// Reads and writes as much as possible without blocking.
    func take(_ news: Watched) {
        if news.isHungUp { isClosed = true }
        guard !isClosed else { return }
        if news.isWritable { flush() }
        if news.hasInput { read() }
    }

    private func read() {
        var bytes: [UInt8] = []
        switch readBytes(socket.number, into: &bytes, limit: 65_536) {
        case .bytes: unasked += lines.feed(bytes)
        case .later: break
        case .end: isLastQuestion = true
        case .failed: isClosed = true
        }
        if lines.dropped > 0, !isLastQuestion {
            isLastQuestion = true
            say(AskRefusal("a question has at most 64 KiB", code: "too_long").json)
        }
    }

    /// The line of the next question; nil while another one is being answered.
    func nextQuestion() -> [UInt8]? {
        guard hasNextQuestion, !isClosed else { return nil }
        return unasked.removeFirst()
    }

    func ask(_ question: Question, at now: MonotonicTime) {
        self.question = question
        movedAt = now
        waitsUntil = question.patience.map { now + .milliseconds($0) }
    }

    func finish(_ answer: JSON) {
        question = nil
        waitsUntil = nil
        say(answer)
    }

    func say(_ answer: JSON) {
        var bytes = Array((answer.line + "\n").utf8)
        if bytes.count > Self.longestAnswer {
            let error = "the answer has \(bytes.count) bytes, more than the 8 MiB of one answer"
            let short = AskRefusal(error, code: "too_long").json
            bytes = Array((short.line + "\n").utf8)
        }
        outbox += bytes
        movedAt = Clock.monotonic
        saidAt = movedAt
        flush()
    }

    private func flush() {
        guard !outbox.isEmpty else { return }
        do throws(SystemError) {
            outbox = outbox.dropFirst(try UnixSocket.send(outbox, to: socket.number))
            if outbox.isEmpty { outbox = [] }  // its memory is given back
            movedAt = Clock.monotonic
        } catch {
            if !error.isTemporary { isClosed = true }
        }
    }
}
