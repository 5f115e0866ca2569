// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Why a question got no answer.
public enum AskFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// The socket is missing, refuses connections, or may not be used by this user.
    case notRunning
    /// The daemon closed the connection before its answer was complete; it may be restarting.
    case lost
    /// No complete answer came in time.
    case timedOut
    /// The daemon refused because too many connections are open.
    case busy
    /// The daemon does not answer this question, for a reason of its own.
    case refused(AskRefusal)

    /// The failure in one line, for people.
    public var description: String {
        switch self {
        case .notRunning: "the jukebox is not running"
        case .lost: "the jukebox closed the connection before it answered; it may be restarting"
        case .timedOut: "time is up"
        case .busy: "the jukebox has too many open connections; try again later"
        case .refused(let refusal): refusal.text
        }
    }
}
