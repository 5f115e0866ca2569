// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing

/// Takes orders and commands, answers questions, and knows the rooms; all doors of the gateway use
/// it.
///
/// An order is in the ring when `place` returns; the desk waits only briefly to report its outcome.
struct Desk: Sendable {
    let ring: RingDoor
    let asker: AskClient
    let remembered: RememberedKeys
    let metrics: Metrics
    /// How long an order waits for its names, in milliseconds, unless it says so itself.
    let usualWait: Int
    let names: RoomNames
    let logger: Logger

    /// Whether a daemon runs.
    enum DaemonState: Equatable, Sendable {
        case up, down

        /// The word in answers.
        var word: String { self == .up ? "up" : "down" }
    }

    /// Whether a daemon runs now.
    var daemon: DaemonState { ring.isUp ? .up : .down }
}

/// The answer about one order or command.
struct Told: Equatable, Sendable {
    var answer: OrderAnswer
    /// For people, in the language of the caller.
    var speech: String

    /// The answer as the doors for programs give it.
    var json: JSON {
        var shown = answer
        shown.reason?.text = ServerPaths.hidden(in: answer.reason?.text ?? "")
        return shown.json.adding("speech", .string(speech))
    }
}

/// The answer to a request to play: one order, or one for each of several rooms.
struct Placed: Equatable, Sendable {
    var orders: [Told]

    /// The first order; if there are several, all of them are under `orders`.
    var json: JSON {
        guard let first = orders.first else { return .null }
        guard orders.count > 1 else { return first.json }
        return first.json.adding("orders", .array(orders.map(\.json)))
    }
}

extension JSON {
    /// Returns an object with one more member; other values are returned unchanged.
    func adding(_ name: String, _ value: JSON) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members + [Member(name, value)])
    }
}
