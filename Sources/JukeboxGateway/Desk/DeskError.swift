// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// The reason why the desk refuses a request, independent of any door's protocol.
enum DeskError: Error, Equatable {
    /// The request is malformed; the text says what would be right.
    case invalid(String)
    /// The thing does not exist.
    case notFound(String)
    /// The room does not exist; with similar names, or all of them.
    case noRoom(String, candidates: [String])
    /// The caller may not do this.
    case notAllowed(String)
    /// The order ended without being carried out, for its `reason`; with the sentence about it.
    case ended(OrderAnswer, speech: String)
    /// The goal was not reached in time; with the sentence about the order.
    case late(OrderAnswer, speech: String)
    /// The caller has used this key for another order: its ticket.
    case keyReused(UInt64)
    /// The daemon does not run; orders can still be left for it.
    case down
    /// No ring exists; the text says why.
    case noJukebox(String)
    /// The daemon runs and did not answer: it has too many connections, or hangs.
    case busy
    /// The ring is full.
    case full(isUp: Bool)
    /// The order does not fit into a slot of the ring.
    case tooLong
    /// The caller makes too many requests; it may try again after some seconds.
    case tooMany(seconds: Int)

    /// The error in one or two sentences, in English, for programs and logs.
    var text: String {
        switch self {
        case .invalid(let text), .notFound(let text), .notAllowed(let text), .noJukebox(let text):
            text
        case .noRoom(let name, let candidates):
            "no destination “\(name)”; there are: \(candidates.joined(separator: ", "))"
        case .ended(let answer, _):
            answer.reason?.text ?? "the order is \(answer.outcome?.word ?? "refused")"
        case .late(_, let speech): speech
        case .keyReused(let ticket):
            "this Idempotency-Key was used for another order (ticket \(ticket))"
        case .down: "the jukebox is not running; only orders can be left for it"
        case .busy: "the jukebox did not answer in time; try again in a moment"
        case .full(let isUp):
            isUp
                ? "the ring is full; try again in a moment"
                : "the ring is full, and the jukebox is not running"
        case .tooLong: "the order is too long for a slot of the ring"
        case .tooMany(let seconds): "too many requests; the next may come in \(seconds) s"
        }
    }
}
