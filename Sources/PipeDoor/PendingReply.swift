// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// An answer on its way to a client that may be slow or dead.
struct PendingReply: ~Copyable {
    /// The client's pipe in `drop/`; nil is `replies`.
    let name: String?
    private var pipe: Descriptor?
    private var number: CInt?
    private var bytes: [UInt8]
    private var sent = 0
    /// When it is dropped unless its reader takes something before.
    private var deadline: MonotonicTime
    /// When it is dropped, even if it is being read.
    private let end: MonotonicTime
    private var nextTry: MonotonicTime
    private var pause = MonotonicTime.Span.milliseconds(1)

    /// How long a reader may leave the pipe closed, or take nothing.
    static let patience = MonotonicTime.Span.seconds(2)
    /// How long a reader may take for the whole answer.
    static let longest = MonotonicTime.Span.seconds(60)

    /// Makes an answer that is ready now, independent of the request's own deadline.
    init(_ frame: [UInt8], to name: String?, at now: MonotonicTime) {
        self.name = name
        bytes = frame
        nextTry = now
        deadline = now + Self.patience
        end = now + Self.longest
    }

    enum State: Equatable {
        case going, done
        case lost
    }

    /// Writes as much as the pipe accepts now.
    mutating func turn(
        _ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime
    ) -> State {
        if name != nil, number == nil {
            guard now < deadline else { return .lost }
            guard now >= nextTry else { return .going }
            do throws(SystemError) {
                guard try open(drop) else {
                    // The client has not opened its end yet: a shell's `cat < pipe`.
                    nextTry = now + pause
                    pause = .init(nanoseconds: min(pause.nanoseconds * 2, 50_000_000))
                    return .going
                }
            } catch {
                return .lost
            }
        }
        return write(to: number ?? replies, at: now)
    }

    private mutating func open(_ drop: borrowing DropFolder) throws(SystemError) -> Bool {
        guard let opened = try drop.pipe(name ?? "") else { return false }
        number = opened.number
        pipe = consume opened
        return true
    }

    private mutating func write(to number: CInt, at now: MonotonicTime) -> State {
        while sent < bytes.count {
            guard let count = writeBytes(number, bytes[sent..<min(bytes.count, sent + (1 << 20))])
            else { return .lost }
            if count == 0 { return now >= deadline ? .lost : .going }
            sent += count
            deadline = min(now + Self.patience, end)
        }
        return .done
    }

    /// Whether its reader has taken a part of it.
    var hasBegun: Bool { sent > 0 }

    /// The descriptor to poll for room; nil while the client has not opened its end.
    func watched(replies: CInt) -> Watched? {
        if name != nil, number == nil { return nil }
        return Watched(number ?? replies, reading: false, writing: true)
    }

    /// When to look at it again, in addition to polling.
    var alarm: MonotonicTime { name != nil && number == nil ? min(nextTry, deadline) : deadline }
}

extension PendingReply {
    /// Holds a reply in a dictionary, which cannot hold values that are not copyable.
    final class Box {
        var reply: PendingReply
        init(_ reply: consuming PendingReply) { self.reply = reply }
    }
}
