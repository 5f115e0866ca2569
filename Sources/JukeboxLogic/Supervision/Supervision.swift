// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Keeps one player process alive, and notices when it does not answer or does not move.
///
/// A pure value: it spawns nothing and reads no clock. At every moment there is at most one process.
struct Supervision: Hashable, Sendable {
    enum State: Hashable {
        /// There is no process.
        case down
        /// It was spawned and has not said `ready`.
        case starting(since: MonotonicTime)
        /// It takes commands.
        case up(since: MonotonicTime)
        /// It was told to quit, to be replaced as soon as it has ended.
        case leaving(since: MonotonicTime)
        /// It was killed and has not ended yet; one that hangs in the kernel may stay here.
        case killed(Blame)
        /// It has ended; the next one is spawned at that moment.
        case resting(until: MonotonicTime)
    }

    /// The reason for killing a player, which decides about the recovery.
    enum Blame: Hashable {
        /// It never became ready.
        case start
        /// It left a command unanswered that reads no file.
        case silence
        /// It waited too long for a file.
        case disk
        /// Its device took no frames.
        case device
    }

    /// How long a player may take to become ready.
    static let startLimit = MonotonicTime.Span.seconds(10)
    /// How long it may take to obey a command that reads no file.
    static let answerLimit = MonotonicTime.Span.seconds(2)
    /// How long it may wait for a file: a disk spins up, a share is mounted.
    static let diskLimit = MonotonicTime.Span.seconds(30)
    /// How long a file may take until listeners are told that the disk is waited for.
    static let diskNotice = MonotonicTime.Span.seconds(2)
    /// How long it may play without news of a frame that was heard; news come once a second.
    static let stuckLimit = MonotonicTime.Span.milliseconds(3200)
    /// How long it may take to end once it was told to.
    static let quitLimit = MonotonicTime.Span.seconds(2)
    /// A player that lived so long counts as healthy.
    static let healthyAfter = MonotonicTime.Span.seconds(30)

    private(set) var state = State.down
    private(set) var tally = DeathTally()
    private var backoff = Backoff()
    private var unanswered: [Unanswered] = []
    private var movedAt: MonotonicTime?
    private var hasNoticedDisk = false

    private struct Unanswered: Hashable {
        var number: UInt64
        var since: MonotonicTime
        var readsFile: Bool
    }

    var isUp: Bool { if case .up = state { true } else { false } }

    /// Whether a file has been waited for so long that listeners should know.
    private(set) var waitsForDisk = false

    // MARK: What happens to the process

    mutating func spawned(at now: MonotonicTime) {
        state = .starting(since: now)
        forgetCommands()
    }

    /// It listens; news of a process that is being ended change nothing.
    mutating func ready(at now: MonotonicTime) {
        if case .starting = state { state = .up(since: now) }
    }

    /// It is to end and to be replaced.
    mutating func leave(at now: MonotonicTime) { state = .leaving(since: now) }

    mutating func killed(_ blame: Blame) {
        state = .killed(blame)
        movedAt = nil
        waitsForDisk = false
    }

    /// How a player came to its end.
    enum End: Hashable {
        /// As it was told; the next one may start at once.
        case asked
        /// By itself: the file that it held may be to blame.
        case itself(culprit: EntryID?)
        /// We killed it.
        case killed(Blame)
    }

    /// Takes in that the process has ended and was collected.
    mutating func ended(holding entry: EntryID?, at now: MonotonicTime) -> End {
        let before = state
        if case .up(let since) = before, now - since > Self.healthyAfter { backoff.reset() }
        forgetCommands()
        switch before {
        case .leaving:
            state = .resting(until: now)
            return .asked
        case .killed(let blame):
            state = .resting(until: now + backoff.next())
            return .killed(blame)
        case .down, .starting, .up, .resting:
            state = .resting(until: now + backoff.next())
            return .itself(culprit: tally.died(over: entry))
        }
    }

    /// Ends the rest early: the cause of the failure may be gone.
    mutating func hurry(at now: MonotonicTime) {
        if case .resting = state { state = .resting(until: now) }
    }

    private mutating func forgetCommands() {
        unanswered = []
        movedAt = nil
        waitsForDisk = false
        hasNoticedDisk = false
    }

    // MARK: What it is told and answers

    mutating func sent(_ command: PlayerCommand, at now: MonotonicTime) {
        unanswered.append(
            Unanswered(number: command.number, since: now, readsFile: command.action.readsFile))
    }

    /// It has obeyed all commands up to a number.
    mutating func answered(_ number: UInt64, at now: MonotonicTime) {
        guard let first = unanswered.first, first.number <= number else { return }
        unanswered.removeAll { $0.number <= number }
        waitsForDisk = false
        hasNoticedDisk = false
        // The next command waited for this answer, so its time starts now.
        if !unanswered.isEmpty { unanswered[0].since = max(unanswered[0].since, now) }
    }

    /// Frames are expected from now on, or were heard now; nil if none are expected.
    mutating func moved(at moment: MonotonicTime?) { movedAt = moment }

    mutating func heard(at now: MonotonicTime) {
        movedAt = now
        tally.reset()
    }

    mutating func blamed() { tally.reset() }

    // MARK: Time

    /// An action that is due.
    enum Due: Hashable {
        case spawn
        case kill(Blame, why: String)
        /// Listeners should be told that the disk is waited for.
        case notice
    }

    /// Returns the action that is due now.
    mutating func due(at now: MonotonicTime) -> Due? {
        guard let alarm, now >= alarm else { return nil }
        switch state {
        case .resting: return .spawn
        case .starting: return .kill(.start, why: "it did not become ready within 10 s")
        case .leaving: return .kill(.silence, why: "it did not quit within 2 s")
        case .down, .killed: return nil
        case .up: break
        }
        if let first = unanswered.first {
            if first.readsFile, now < first.since + Self.diskLimit {
                if now >= first.since + Self.diskNotice, !hasNoticedDisk {
                    hasNoticedDisk = true
                    waitsForDisk = true
                    return .notice
                }
            } else if now >= first.since + (first.readsFile ? Self.diskLimit : Self.answerLimit) {
                return first.readsFile
                    ? .kill(.disk, why: "its file did not open within 30 s")
                    : .kill(.silence, why: "it left a command unanswered for 2 s")
            }
        }
        if let stuck, now >= stuck {
            return .kill(.device, why: "its device took no frames for 3 s")
        }
        return nil
    }

    /// While a file is waited for, no frames can be expected.
    private var stuck: MonotonicTime? {
        unanswered.first?.readsFile == true ? nil : movedAt.map { $0 + Self.stuckLimit }
    }

    /// When to call `due` again; nil for only after the next event.
    var alarm: MonotonicTime? {
        switch state {
        case .resting(let until): return until
        case .starting(let since): return since + Self.startLimit
        case .leaving(let since): return since + Self.quitLimit
        case .down, .killed: return nil
        case .up: break
        }
        let answer = unanswered.first.map { first in
            guard first.readsFile else { return first.since + Self.answerLimit }
            return first.since + (hasNoticedDisk ? Self.diskLimit : Self.diskNotice)
        }
        return [answer, stuck].compactMap { $0 }.min()
    }
}

extension PlayerCommand.Action {
    /// Whether obeying it opens or reads a file, which may wait for a disk.
    var readsFile: Bool {
        switch self {
        case .play, .follow, .seek: true
        case .pause, .resume, .stop, .volume, .quit: false
        }
    }
}
