// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// One client on `ask`: one question at a time; who does not read is dropped.
final class Connection {
    private let socket: Descriptor
    private var lines = LineSplitter(limit: 65_536)
    private var outbox: [UInt8] = []
    private var isClosed = false
    private var silentSince = Clock.monotonic
    private var waitsUntil: MonotonicTime?
    /// What it waits to be told.
    private(set) var question: Question?

    init(_ socket: consuming Descriptor) { self.socket = socket }

    var watched: Watched {
        Watched(socket.number, reading: true, writing: !outbox.isEmpty)
    }

    /// When something has to be done about it.
    var deadline: MonotonicTime { waitsUntil ?? silentSince + .seconds(10) }

    func isWaitOver(at now: MonotonicTime) -> Bool { waitsUntil.map { now >= $0 } ?? false }

    func isOver(at now: MonotonicTime) -> Bool {
        isClosed || (question == nil && now >= silentSince + .seconds(10))
    }

    func read() -> [[UInt8]] {
        var bytes: [UInt8] = []
        switch readBytes(socket.number, into: &bytes, limit: 65_536) {
        case .bytes, .later: break
        case .end, .failed: isClosed = true
        }
        return lines.feed(bytes)
    }

    func ask(_ question: Question, at now: MonotonicTime) {
        self.question = question
        waitsUntil = question.patience.map { now + .milliseconds($0) }
    }

    func finish(_ answer: JSON) {
        question = nil
        waitsUntil = nil
        say(answer)
    }

    func say(_ answer: JSON) {
        silentSince = Clock.monotonic
        outbox += Array((answer.line + "\n").utf8)
        if outbox.count > 64 << 20 { isClosed = true }
        flush()
    }

    func flush() {
        guard !outbox.isEmpty else { return }
        guard let count = writeBytes(socket.number, outbox[...]) else {
            isClosed = true
            return
        }
        outbox.removeFirst(count)
    }
}
