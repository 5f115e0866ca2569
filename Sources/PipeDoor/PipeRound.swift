// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// What a pipe server has in hand: half a line, the calls that are underway, the answers that are.
struct PipeRound: ~Copyable {
    private let mostUnderway: Int
    private let complain: PipeServer.Complaint
    private var lines = LineSplitter(limit: PipeRequest.longestLine)
    private var dropped = 0
    private var halfSince: MonotonicTime?
    private var nextNumber = 0
    private var calls: [Int: OpenOrder] = [:]
    private var answers: [Int: PendingReply.Box] = [:]
    private var requests = 0
    /// Whether the last answer in `replies` was cut off in the middle of a line.
    private var repliesAreCut = false

    private struct OpenOrder {
        var request: PipeRequest
        /// Bytes of its content, which whoever carries it out holds.
        var size: Int
        /// When its time is up; nil once it has been told so, and is still being carried out.
        var deadline: MonotonicTime?
    }

    /// The most that requests and answers in hand may hold, in bytes; then no more are taken.
    static let mostBytes = 128 << 20
    private var bytes = 0

    init(mostUnderway: Int, complain: @escaping PipeServer.Complaint) {
        self.mostUnderway = mostUnderway
        self.complain = complain
    }

    /// Whether no more requests are taken for now; they stay in the pipe, and their writers wait.
    var isFull: Bool {
        calls.count + answers.count >= mostUnderway || bytes > Self.mostBytes / 2
    }

    func watched(replies: CInt) -> [Watched] {
        answers.values.compactMap { $0.reply.watched(replies: replies) }
    }

    /// When something is to be done, whatever is polled; nil at rest.
    var alarm: MonotonicTime? {
        let half = halfSince.map { $0 + PipeServer.patience }
        let all = calls.values.compactMap(\.deadline) + answers.values.map { $0.reply.alarm }
        return (all + [half].compactMap { $0 }).min()
    }

    // MARK: Requests

    mutating func read(
        _ orders: CInt, _ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime,
        _ handle: (PipeServer.Call) -> Void
    ) {
        var bytes: [UInt8] = []
        guard case .bytes = readBytes(orders, into: &bytes, limit: 65_536) else { return }
        for line in lines.feed(bytes) where !line.isEmpty {
            take(line, drop, replies: replies, at: now, handle)
        }
        if lines.dropped > dropped {
            dropped = lines.dropped
            complain("a request of more than \(PipeRequest.longestLine) bytes was thrown away")
        }
        halfSince = lines.isWithinLine ? halfSince ?? now : nil
    }

    private mutating func take(
        _ line: [UInt8], _ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime,
        _ handle: (PipeServer.Call) -> Void
    ) {
        requests += 1
        if requests % 1024 == 0 { drop.sweep(olderThan: .seconds(3600)) }
        nextNumber += 1
        do throws(PipeRequest.Fault) {
            var request = try PipeRequest(line: line)
            if let file = request.file {
                do throws(SystemError) {
                    request.content = try drop.take(file, atMost: PipeServer.largestFile)
                } catch {
                    throw .init(text: error.description, request: request)
                }
            }
            let deadline = now + request.deadline
            if request.reply == nil, request.id != nil { clear(replies) }
            let call = PipeServer.Call(number: nextNumber, request: request, deadline: deadline)
            request.content = []
            let size = call.request.content.count
            calls[nextNumber] = OpenOrder(request: request, size: size, deadline: deadline)
            bytes += size
            handle(call)
        } catch {
            complain("request not understood: \(error.text)")
            send(.failure(64, error.text), error.request, now + error.request.deadline, at: now)
        }
    }

    // MARK: Answers

    mutating func answer(_ call: Int, _ answer: PipeAnswer, at now: MonotonicTime) {
        guard let underway = calls.removeValue(forKey: call) else { return }
        bytes -= underway.size
        guard let deadline = underway.deadline else { return }
        send(answer, underway.request, deadline, at: now)
    }

    private mutating func send(
        _ answer: PipeAnswer, _ request: PipeRequest, _ deadline: MonotonicTime,
        at now: MonotonicTime
    ) {
        guard request.wantsAnswer else { return }
        var frame = answer.frame(id: request.id)
        if bytes + frame.count > Self.mostBytes {
            frame = PipeAnswer.failure(75, "too many answers wait to be read").frame(id: request.id)
        }
        if request.reply == nil, repliesAreCut {
            frame = [0x0A] + frame
            repliesAreCut = false
        }
        nextNumber += 1
        // A moment more, for an answer that is ready only when its time is up.
        let reply = PendingReply(
            frame, to: request.reply, deadline: max(deadline, now + .seconds(1)), at: now)
        bytes += reply.size
        answers[nextNumber] = PendingReply.Box(reply)
    }

    private mutating func forget(_ answer: Int) {
        if let gone = answers.removeValue(forKey: answer) { bytes -= gone.reply.size }
    }

    /// Only one client at a time uses `replies`: what still lies there, nobody reads any more.
    private mutating func clear(_ replies: CInt) {
        for (number, answer) in answers where answer.reply.name == nil { forget(number) }
        var stale: [UInt8] = []
        while case .bytes = readBytes(replies, into: &stale, limit: 65_536) { stale = [] }
        repliesAreCut = false
    }

    /// Goes on with everything that is in hand.
    mutating func turn(_ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime) {
        for (number, call) in calls {
            guard let deadline = call.deadline, now >= deadline else { continue }
            calls[number]?.deadline = nil
            send(.failure(124, "the time is up"), call.request, deadline, at: now)
        }
        for (number, answer) in answers {
            switch answer.reply.turn(drop, replies: replies, at: now) {
            case .going: continue
            case .done: break
            case .lost(let begun):
                if answer.reply.name == nil { repliesAreCut = begun }
                complain(
                    "nobody took an answer: \(answer.reply.name.map { "drop/" + $0 } ?? "replies")")
            }
            forget(number)
        }
        if let half = halfSince, now >= half + PipeServer.patience {
            complain("half a request without an end was thrown away; its writer has left")
            lines = LineSplitter(limit: PipeRequest.longestLine)
            dropped = 0
            halfSince = nil
        }
    }
}

extension PendingReply {
    /// Dictionaries hold no values that cannot be copied.
    final class Box {
        var reply: PendingReply
        init(_ reply: consuming PendingReply) { self.reply = reply }
    }
}
