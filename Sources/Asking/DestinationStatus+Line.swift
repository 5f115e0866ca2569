// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines

extension DestinationStatus {
    /// The destination in one line: `kitchen: playing  Yesterday by The Beatles  0:12/2:05`.
    public var line: String {
        let name = (snapshot["name"]?.string ?? "?").plain()
        var text = "\(name): \(snapshot["state"]?.string ?? "?")"
        if let track = snapshot["track"], track != .null { text += "  \(Self.spoken(track))" }
        if let elapsed {
            text += "  \(Self.clock(elapsed))"
            if let duration = snapshot["duration_ms"]?.int { text += "/\(Self.clock(duration))" }
        }
        let more = snapshot["queue_length"]?.int ?? 0
        if more > 0 { text += "  +\(more) queued" }
        if let silence { text += "  [\(silence)]" }
        return text
    }

    /// Why it is silent, in words; nil when nothing keeps it.
    private var silence: String? {
        let why = (snapshot["device_reason"]?.string ?? "").plain()
        if snapshot["held"]?.int != nil { return "held: \(why)" }
        if let device = snapshot["device"]?.string, !["open", "closed"].contains(device) {
            return "device \(device): \(why)"
        }
        switch snapshot["waiting_for"]?.string {
        case "music": return "music away: \(why)"
        case "disk", "player", "device": return why
        default: return nil
        }
    }

    /// `Yesterday by The Beatles`, from a track's JSON, fit for a terminal.
    public static func spoken(_ track: JSON) -> String {
        let title = track["title"]?.string ?? "?"
        let artist = track["artist"]?.string ?? ""
        return (artist.isEmpty ? title : "\(title) by \(artist)").plain()
    }

    private static func clock(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }
}
