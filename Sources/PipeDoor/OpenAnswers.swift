// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import JukeboxModel

/// The answers on their way to clients.
struct OpenAnswers {
    private let complaints: ComplaintLog
    private var table: FairTable<PendingReply.Box>
    private var nextNumber = 0
    /// Whether the last answer in `replies` was cut off in the middle of a line.
    private var repliesAreCut = false

    init(_ limits: FairTable<PendingReply.Box>.Limits, complaints: ComplaintLog) {
        self.complaints = complaints
        table = FairTable(limits)
    }

    func watched(replies: CInt) -> [Watched] {
        table.entries.values.compactMap { $0.item.reply.watched(replies: replies) }
    }

    var alarm: MonotonicTime? { table.entries.values.map { $0.item.reply.alarm }.min() }

    /// Queues an answer if the client wants one; beyond the limits, the oldest answers are dropped.
    mutating func send(
        _ answer: PipeAnswer, _ request: PipeRequest, _ owner: PipeOwner, at now: MonotonicTime
    ) {
        guard request.wantsAnswer else { return }
        var frame = answer.frame(id: request.id)
        let limit = table.limits.bytesPerUser
        if frame.count > limit {
            frame = PipeAnswer.failure(65, "the answer has more than \(limit >> 20) MiB")
                .frame(id: request.id)
        }
        if request.reply == nil, repliesAreCut {
            frame = [0x0A] + frame
            repliesAreCut = false
        }
        while !table.hasRoom(for: owner, size: frame.count), let old = table.oldest(of: owner) {
            lose(old, at: now)
        }
        nextNumber += 1
        let reply = PendingReply(frame, to: request.reply, at: now)
        table.add(PendingReply.Box(reply), nextNumber, owner: owner, size: frame.count)
        while let old = table.surplus() { lose(old, at: now) }
    }

    /// Empties `replies`, which one client uses at a time: older answers have lost their reader.
    mutating func clear(_ replies: CInt) {
        for (number, answer) in table.entries where answer.item.reply.name == nil {
            _ = table.remove(number)
        }
        var stale: [UInt8] = []
        while case .bytes = readBytes(replies, into: &stale, limit: 65_536) { stale = [] }
        repliesAreCut = false
    }

    /// Writes as much as the pipes accept now, and drops answers that no client reads.
    mutating func turn(_ drop: borrowing DropFolder, replies: CInt, at now: MonotonicTime) {
        for (number, answer) in table.entries {
            switch answer.item.reply.turn(drop, replies: replies, at: now) {
            case .going: continue
            case .done: _ = table.remove(number)
            case .lost: lose(number, at: now)
            }
        }
    }

    private mutating func lose(_ number: Int, at now: MonotonicTime) {
        guard let gone = table.remove(number) else { return }
        let name = gone.item.reply.name
        if name == nil { repliesAreCut = gone.item.reply.hasBegun }
        complaints.say(
            "no reader took an answer: \(name.map { "drop/" + $0 } ?? "replies")", at: now)
    }
}
