// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// The state of a pipe server: half a line, the calls being carried out, and the answers on their
/// way.
///
/// It is never full: an item beyond a limit is refused or dropped, so no client excludes others.
struct PipeRound: ~Copyable {
    private let complaints: ComplaintLog
    private var lines = LineSplitter(limit: PipeRequest.longestLine)
    private var dropped = 0
    private var halfSince: MonotonicTime?
    private var nextNumber = 0
    private var nextSweep: MonotonicTime?
    private var calls: FairTable<OpenCall>
    private var answers: OpenAnswers
    private var abandoned: [Int] = []

    private struct OpenCall {
        var request: PipeRequest
        var deadline: MonotonicTime
    }

    init(perUser: Int, inAll: Int, complaints: ComplaintLog) {
        self.complaints = complaints
        calls = FairTable(.init(perUser: perUser, inAll: inAll))
        answers = OpenAnswers(.init(perUser: perUser, inAll: inAll), complaints: complaints)
    }

    func watched(replies: CInt) -> [Watched] { answers.watched(replies: replies) }

    /// When something is due, in addition to polling; nil at rest.
    var alarm: MonotonicTime? {
        let half = halfSince.map { $0 + PipeServer.patience }
        let deadlines = calls.entries.values.map(\.item.deadline)
        return (deadlines + [half, answers.alarm].compactMap { $0 }).min()
    }

    /// Takes the calls that ended without the handler's answer.
    mutating func takeAbandoned() -> [Int] {
        defer { abandoned.removeAll() }
        return abandoned
    }

    // MARK: Requests

    /// Reads the whole lines that have come.
    mutating func read(_ orders: CInt, at now: MonotonicTime) -> [[UInt8]] {
        var bytes: [UInt8] = []
        guard case .bytes = readBytes(orders, into: &bytes, limit: 65_536) else { return [] }
        let whole = lines.feed(bytes).filter { !$0.isEmpty }
        if lines.dropped > dropped {
            dropped = lines.dropped
            complaints.say(
                "a request of more than \(PipeRequest.longestLine) bytes was thrown away", at: now)
        }
        halfSince = lines.isWithinLine ? halfSince ?? now : nil
        return whole
    }

    /// Hands the request in a line to the handler, or refuses it.
    mutating func take(
        _ line: [UInt8], _ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime,
        _ handle: (PipeServer.Call) -> Void
    ) {
        sweep(drop, at: now)
        do throws(PipeRequest.Fault) {
            var request = try PipeRequest(line: line)
            let owner = Self.owner(of: request, drop)
            guard calls.hasRoom(for: owner, size: 0) else {
                return refuse(request, owner, at: now)
            }
            if let file = request.file {
                request.content = try content(of: file, for: request, owner, drop)
            }
            guard calls.hasRoom(for: owner, size: request.content.count) else {
                return refuse(request, owner, at: now)
            }
            if request.reply == nil, request.id != nil { answers.clear(replies) }
            start(request, owner, at: now, handle)
        } catch {
            complaints.say("request not understood: \(error.text)", at: now)
            let owner = Self.owner(of: error.request, drop)
            answers.send(.failure(64, error.text), error.request, owner, at: now)
        }
    }

    /// Removes the remains of dead clients from time to time; seldom, because a client may have
    /// filled the folder.
    private mutating func sweep(_ drop: borrowing DropFolder, at now: MonotonicTime) {
        if let nextSweep, now < nextSweep { return }
        if nextSweep != nil { drop.sweep(olderThan: .seconds(3600)) }
        nextSweep = now + .seconds(1800)
    }

    private static func owner(
        of request: PipeRequest, _ drop: borrowing DropFolder
    ) -> PipeOwner {
        request.reply.flatMap { drop.pipeOwner($0) }.map { .user($0) } ?? .unknown
    }

    private func content(
        of file: String, for request: PipeRequest, _ owner: PipeOwner,
        _ drop: borrowing DropFolder
    ) throws(PipeRequest.Fault) -> [UInt8] {
        guard case .user(let user) = owner else {
            throw .init(
                text: "“file” needs your reply pipe, which shows that the file is yours, but "
                    + "drop/\(request.reply ?? "") is not a pipe, or its owner is not visible here",
                request: request)
        }
        do throws(SystemError) {
            return try drop.take(file, of: user, atMost: PipeServer.largestFile)
        } catch {
            throw .init(text: error.description, request: request)
        }
    }

    private mutating func start(
        _ taken: PipeRequest, _ owner: PipeOwner, at now: MonotonicTime,
        _ handle: (PipeServer.Call) -> Void
    ) {
        nextNumber += 1
        let deadline = now + taken.deadline
        let call = PipeServer.Call(
            number: nextNumber, request: taken, deadline: deadline, owner: owner)
        var request = taken
        request.content = []
        calls.add(
            OpenCall(request: request, deadline: deadline), nextNumber, owner: owner,
            size: taken.content.count)
        while let number = calls.surplus() {
            complaints.say("too many requests are under way; the oldest was given up", at: now)
            giveUp(number, .failure(75, "too many requests are under way; try again"), at: now)
        }
        guard calls.entries[call.number] != nil else { return }
        handle(call)
    }

    private mutating func refuse(
        _ request: PipeRequest, _ owner: PipeOwner, at now: MonotonicTime
    ) {
        let most = calls.limits
        answers.send(
            .failure(
                75,
                "too many of your requests are under way; at most \(most.perUser), "
                    + "with \(most.bytesPerUser >> 20) MiB; try again"),
            request, owner, at: now)
    }

    private mutating func giveUp(_ call: Int, _ answer: PipeAnswer, at now: MonotonicTime) {
        guard let gone = calls.remove(call) else { return }
        abandoned.append(call)
        answers.send(answer, gone.item.request, gone.owner, at: now)
    }

    // MARK: Answers

    /// Sends the handler's answer; ignores one that comes too late.
    mutating func answer(_ call: Int, _ answer: PipeAnswer, at now: MonotonicTime) {
        guard let done = calls.remove(call) else { return }
        answers.send(answer, done.item.request, done.owner, at: now)
    }

    /// Continues all pending work.
    mutating func turn(_ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime) {
        for (number, call) in calls.entries where now >= call.item.deadline {
            giveUp(number, .failure(124, "the time is up"), at: now)
        }
        answers.turn(drop, replies: replies, at: now)
        if let half = halfSince, now >= half + PipeServer.patience {
            complaints.say(
                "half a request without an end was thrown away; its writer has left", at: now)
            lines = LineSplitter(limit: PipeRequest.longestLine)
            dropped = 0
            halfSince = nil
        }
    }
}
