// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel
import LinuxSystem

/// Prints words for people: all that the command line says goes through here or `complain`, so that
/// no tag can control a terminal.
func say(_ text: String) { print(text.plain(keepingLines: true)) }

/// Says what went wrong, on stderr.
func complain(_ text: String) {
    let plain = text.plain(keepingLines: true)
    _ = writeBytes(2, Array("jukebox: \(plain)\n".utf8)[...])
}

extension JSON {
    /// What is known of an order that is in the ring, and of which the daemon has said nothing yet.
    static func acknowledged(_ ticket: UInt64, isUp: Bool, destination: String? = nil) -> JSON {
        [
            "ticket": .int(Int64(clamping: ticket)), "outcome": "acknowledged", "reason": nil,
            "daemon": isUp ? "up" : "down", "destination": JSON(destination), "track_count": 0,
            "tracks": [], "alternatives": [],
        ]
    }
}

/// How an order stands, in words.
enum OrderWords {
    /// Where it stands: `ticket 7 queued: Yesterday by The Beatles and 3 more in kitchen`.
    static func standing(_ answer: JSON) -> String {
        let ticket = answer["ticket"]?.int ?? 0
        let outcome = answer["outcome"]?.string ?? "?"
        if outcome == "acknowledged" {
            let daemon =
                answer["daemon"]?.string == "up"
                ? "the jukebox has not looked at it yet"
                : "the jukebox is not running; it plays when the jukebox is back"
            return "ticket \(ticket) acknowledged: \(daemon)"
        }
        if outcome == "finished", answer["tracks"]?.elements.isEmpty != false {
            // A sentence that was a command, or a question with its answer as reason.
            let said = answer["reason"]?["text"]?.string?.plain() ?? "done"
            return "ticket \(ticket) \(outcome): \(said)"
        }
        let count = answer["track_count"]?.int ?? 0
        let first = answer["tracks"]?.elements.first.map { TrackAnswer($0).spoken }
        let room = answer["destination"]?.string.map { " in \($0.plain())" } ?? ""
        let more = count > 1 ? " and \(count - 1) more" : ""
        var text = "ticket \(ticket) \(outcome): \(first ?? "nothing found yet")\(more)\(room)"
        if let why = silence(answer) { text += "\n  \(why)" }
        let skipped = answer["skipped_lines"]?.int ?? 0
        if skipped > 0 {
            let lines = skipped == 1 ? "1 line" : "\(skipped) lines"
            text += "\n  \(lines) of the playlist skipped; `jukebox playlist show` says why"
        }
        let others = answer["alternatives"]?.elements.compactMap { $0.string?.plain() } ?? []
        if !others.isEmpty { text += "\n  also: \(others.joined(separator: "; "))" }
        return text
    }

    /// Why an order does not sound now, and what would change that; nil where nothing keeps it.
    static func silence(_ answer: JSON) -> String? {
        guard let reason = answer["silent"]?.string else { return nil }
        let room = answer["destination"]?.string?.plain() ?? ""
        let to = room.contains(" ") ? "“\(room)”" : room
        switch reason {
        case "paused": return "\(room) is paused; `jukebox resume \(to)` goes on"
        case "held":
            return "\(room) is held, because it was silent for long; `jukebox resume \(to)` goes on"
        case "muted": return "\(room) is muted; `jukebox volume unmute --to \(to)` makes it heard"
        case "device":
            return "the sound device of \(room) is away; it plays when the device is back"
        case "music": return "the music folder is away; it plays when the folder is back"
        default: return "\(room) is silent: \(reason.plain())"
        }
    }

    /// How an order ended: `ticket 7 partly: 3 of 5 heard, 2 failed: No such file`.
    static func end(_ answer: JSON) -> String {
        var text = "ticket \(answer["ticket"]?.int ?? 0) \(answer["outcome"]?.string ?? "?")"
        if let counts = counts(answer) { text += " (\(counts))" }
        let failures = answer["failures"]?.elements ?? []
        if let why = answer["reason"]?["text"]?.string { text += ": \(why.plain())" }
        for failure in failures {
            let track = failure["track"]?.string?.plain() ?? "?"
            text += "\n  \(track): \(failure["text"]?.string?.plain() ?? "")"
        }
        let near = answer["reason"]?["candidates"]?.elements.compactMap { $0.string?.plain() } ?? []
        if !near.isEmpty { text += "\nDid you mean: \(near.joined(separator: ", "))?" }
        return text
    }

    /// `3 of 5 heard, 2 failed`; nil for an order of no tracks, or of one.
    static func counts(_ answer: JSON) -> String? {
        guard let counts = answer["counts"], let tracks = counts["tracks"]?.int, tracks > 1 else {
            return nil
        }
        var parts = ["\(counts["heard"]?.int ?? 0) of \(tracks) heard"]
        for name in ["skipped", "failed", "superseded", "cancelled", "expired", "open"] {
            if let count = counts[name]?.int, count > 0 { parts.append("\(count) \(name)") }
        }
        return parts.joined(separator: ", ")
    }
}
