// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// How an order stands, in words.
enum OrderWords {
    /// The word of its outcome; `acknowledged` while it is only in the ring.
    static func outcome(_ answer: OrderAnswer) -> String { answer.outcome?.word ?? "acknowledged" }

    /// Where it stands: `ticket 7 queued: Yesterday by The Beatles and 3 more in kitchen`.
    static func standing(_ answer: OrderAnswer) -> String {
        let ticket = answer.ticket
        guard let outcome = answer.outcome else {
            let daemon =
                answer.isUp
                ? "the jukebox does not answer yet; the order is in and will be played when it does"
                : "the jukebox is not running; it plays when the jukebox is back"
            return "ticket \(ticket) acknowledged: \(daemon)"
        }
        if outcome == .finished, answer.tracks.isEmpty {
            // A sentence that was a command, or a question with its answer as reason.
            let said = answer.reason?.text.plain() ?? "done"
            return "ticket \(ticket) \(outcome.word): \(said)"
        }
        let first = answer.tracks.first?.spoken ?? "nothing found yet"
        let room = answer.destination.map { " in \($0.plain())" } ?? ""
        let more = answer.trackCount > 1 ? " and \(answer.trackCount - 1) more" : ""
        var text = "ticket \(ticket) \(outcome.word): \(first)\(more)\(room)"
        if let why = silence(answer) { text += "\n  \(why)" }
        let skipped = answer.skippedLines
        if skipped > 0 {
            let lines = skipped == 1 ? "1 line" : "\(skipped) lines"
            text += "\n  \(lines) of the playlist skipped; `jukebox playlist show` says why"
        }
        let others = answer.alternatives.map { $0.plain() }
        if !others.isEmpty { text += "\n  also: \(others.joined(separator: "; "))" }
        return text
    }

    /// Why an order is silent now, and what would change that; nil if nothing silences it.
    static func silence(_ answer: OrderAnswer) -> String? {
        guard let reason = answer.silent else { return nil }
        let room = answer.destination?.plain() ?? ""
        let to = room.contains(" ") ? "“\(room)”" : room
        switch reason {
        case "paused": return "\(room) is paused; `jukebox resume \(to)` goes on"
        case "held":
            return "\(room) is held, because it was silent for long; `jukebox resume \(to)` goes on"
        case "muted": return "\(room) is muted; `jukebox unmute \(to)` makes it heard"
        case "device":
            return "the sound device of \(room) is away; it plays when the device is back"
        case "music": return "the music folder is away; it plays when the folder is back"
        default: return "\(room) is silent: \(reason.plain())"
        }
    }

    /// How an order ended: `ticket 7 partly: 3 of 5 heard, 2 failed: No such file`.
    static func end(_ answer: OrderAnswer) -> String {
        var text = "ticket \(answer.ticket) \(outcome(answer))"
        if let counts = counts(answer) { text += " (\(counts))" }
        if let why = answer.reason?.text { text += ": \(why.plain())" }
        for failure in answer.failures {
            text += "\n  \(failure.track.plain()): \(failure.text.plain())"
        }
        // A refused repeat has the ticket of the first order; some texts have the near names already.
        let isAboutNames = answer.reason.map {
            ![.duplicate, .keyReused].contains($0.code) && !$0.text.contains("did you mean")
        }
        let near = isAboutNames == true ? (answer.reason?.candidates ?? []).map { $0.plain() } : []
        if !near.isEmpty { text += "\nDid you mean: \(near.joined(separator: ", "))?" }
        return text
    }

    /// `3 of 5 heard, 2 failed`; nil for an order of fewer than two tracks.
    static func counts(_ answer: OrderAnswer) -> String? {
        guard let counts = answer.counts, counts.tracks > 1 else { return nil }
        let others = counts.others.filter { $0.count > 0 }.map { "\($0.count) \($0.word)" }
        return (["\(counts.heard) of \(counts.tracks) heard"] + others).joined(separator: ", ")
    }
}
