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
        if let device = snapshot["device"]?.string, !["open", "closed"].contains(device) {
            let why = (snapshot["device_reason"]?.string ?? "").plain()
            text += "  [device \(device): \(why)]"
        }
        return text
    }

    /// `Yesterday by The Beatles`, from a track's JSON, without control characters.
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
