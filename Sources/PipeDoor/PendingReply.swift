// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// An answer on its way to a client that may be slow, or gone.
struct PendingReply: ~Copyable {
    /// The client's pipe in `drop/`; nil is `replies`.
    let name: String?
    /// When it is worth nothing any more.
    let deadline: MonotonicTime
    private var pipe: Descriptor?
    private var number: CInt?
    private var bytes: [UInt8]
    private var sent = 0
    private var nextTry: MonotonicTime
    private var pause = MonotonicTime.Span.milliseconds(1)

    init(_ frame: [UInt8], to name: String?, deadline: MonotonicTime, at now: MonotonicTime) {
        self.name = name
        self.deadline = deadline
        bytes = frame
        nextTry = now
    }

    /// How many bytes it holds.
    var size: Int { bytes.count }

    enum State: Equatable {
        case going, done
        /// Cut off, or never begun.
        case lost(begun: Bool)
    }

    /// Goes on with it.
    mutating func turn(
        _ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime
    ) -> State {
        if name != nil, number == nil {
            if now >= deadline { return .lost(begun: false) }
            guard now >= nextTry else { return .going }
            do throws(SystemError) {
                guard let opened = try drop.pipe(name ?? "") else {
                    // The client has asked and not yet opened its end: a shell's `cat < pipe`.
                    nextTry = now + pause
                    pause = .init(nanoseconds: min(pause.nanoseconds * 2, 50_000_000))
                    return .going
                }
                number = opened.number
                pipe = consume opened
            } catch {
                return .lost(begun: false)
            }
        }
        let number = number ?? replies
        while sent < bytes.count {
            guard let count = writeBytes(number, bytes[sent..<min(bytes.count, sent + (1 << 20))])
            else { return .lost(begun: sent > 0) }
            if count == 0 { return now >= deadline ? .lost(begun: sent > 0) : .going }
            sent += count
        }
        return .done
    }

    /// What to poll for room; nil while the client has not opened its end.
    func watched(replies: CInt) -> Watched? {
        if name != nil, number == nil { return nil }
        return Watched(number ?? replies, reading: false, writing: true)
    }

    /// When something has to be done about it, whatever is polled.
    var alarm: MonotonicTime { name != nil && number == nil ? min(nextTry, deadline) : deadline }
}
