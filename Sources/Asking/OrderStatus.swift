// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// How far an order has come, to decide whether a wait is over.
///
/// The daemon, the command line and the gateway all decide here whether a goal is reached.
public struct OrderStatus: Equatable, Sendable {
    /// Its ticket's outcome; nil while it is only in the ring.
    public var outcome: Outcome?
    /// How many tracks it has; 0 until its names are resolved, and for a command.
    public var trackCount: Int
    /// Whether frames of it have left the device.
    public var hasPlayed: Bool
    /// Whether it is durable.
    public var isDurable: Bool

    /// Makes a status.
    public init(outcome: Outcome?, trackCount: Int, hasPlayed: Bool, isDurable: Bool) {
        self.outcome = outcome
        self.trackCount = trackCount
        self.hasPlayed = hasPlayed
        self.isDurable = isDurable
    }

    /// Reads the status out of an order's JSON.
    public init(_ order: JSON) {
        self.init(
            outcome: order["outcome"]?.string.flatMap(Outcome.init(word:)),
            trackCount: Int(clamping: order["track_count"]?.int ?? 0),
            hasPlayed: order["times"]?["playing"]?.string != nil,
            isDurable: order["times"]?["durable"]?.string != nil)
    }

    /// Whether a goal has been reached, or passed on the way.
    public func reaches(_ goal: Question.Goal) -> Bool {
        guard case .outcome(let wanted) = goal else { return isDurable }
        guard let outcome else { return false }
        switch wanted {
        case .accepted: return true
        case .playing: return hasPlayed
        case .resolved, .queued:
            let isOnItsWay = !outcome.isTerminal && outcome.rawValue >= wanted.rawValue
            return isOnItsWay || trackCount > 0 || outcome == .finished
        default: return outcome == wanted
        }
    }

    /// Whether waiting for a goal is over: it is reached, or can no longer be reached.
    public func isSettled(_ goal: Question.Goal) -> Bool {
        // An order that has ended may still become durable, within a second.
        reaches(goal) || (outcome?.isTerminal == true && goal != .durable)
    }

    /// The exit status of a command that waited for a goal.
    ///
    /// 0: reached; 65: it ended otherwise; 66: it ended as `partly`; 124: not reached yet.
    public func exitStatus(for goal: Question.Goal) -> Int32 {
        if reaches(goal) { return 0 }
        guard let outcome, outcome.isTerminal else { return 124 }
        return outcome == .partly ? 66 : 65
    }
}
