// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Terminal

extension DestinationStatus {
    /// The destination in one line: `kitchen: playing  Yesterday by The Beatles  0:12/2:05`.
    public var line: String {
        var text = "\(room.name.plain()): \(room.state.plain())"
        if let track = room.track { text += "  \(track.spoken)" }
        if let elapsed {
            text += "  \(TimeText.clock(milliseconds: elapsed))"
            if let duration = room.duration { text += "/\(TimeText.clock(milliseconds: duration))" }
        }
        if room.queueLength > 0 { text += "  +\(room.queueLength) queued" }
        if let silence { text += "  [\(silence)]" }
        return text
    }

    /// Why it is silent, in words; nil when nothing keeps it.
    private var silence: String? {
        let why = (room.deviceReason ?? "").plain()
        if room.held != nil { return "held: \(why)" }
        if !["open", "closed"].contains(room.device) {
            return "device \(room.device.plain()): \(why)"
        }
        switch room.waitingFor {
        case "music": return "music away: \(why)"
        case "disk", "player", "device": return why
        default: return nil
        }
    }
}
