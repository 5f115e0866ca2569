// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// Commands with a value: positions and volumes.
extension Jukebox {
    mutating func seeked(_ name: DestinationName, _ seek: Order.Seek) -> Acted {
        guard let room = rooms[name], let current = room.queue.current, room.intent != .stopped
        else { return .failed("nothing plays in \(name)") }
        let length = current.track.milliseconds.map { max(0, $0) }
        let target: Int64
        switch seek {
        case .to(let milliseconds):
            if let length, milliseconds > length {
                return .failed("“\(current.track.title)” is \(length.clock) long")
            }
            target = milliseconds
        case .by(let milliseconds):
            // The end of a song is found out by playing it.
            target = min(room.milliseconds.addingSaturated(milliseconds), length ?? .max)
        case .percent(let percent):
            guard let length else {
                return .failed("the length of “\(current.track.title)” is not known")
            }
            target = Int64(Double(min(length, Track.longest)) * percent / 100)
        }
        // Far beyond every end, a number is only hostile.
        rooms[name]?.begin(at: min(max(0, target), Track.longest))
        return .done()
    }

    /// Changes the volume; a change upwards ends a mute, and counts from the volume that it hides.
    mutating func changeVolume(_ name: DestinationName, _ change: Order.VolumeChange) -> Acted {
        guard let room = rooms[name] else { return .done() }
        let isMuted = room.volume == .muted
        switch change {
        case .set(let volume): rooms[name]?.volume = volume
        case .by(let gain):
            let from = isMuted && gain > 0 ? room.unmuted : room.volume
            rooms[name]?.volume = from.changed(by: gain)
        case .byPercent(let percent):
            let from = isMuted && percent > 0 ? room.unmuted : room.volume
            rooms[name]?.volume = from.changed(byPercent: percent)
        case .unmute:
            guard isMuted else { return .already("\(name) was not muted") }
            rooms[name]?.volume = room.unmuted
        }
        guard rooms[name]?.volume == room.volume else { return .done() }
        if isMuted { return .already("\(name) was muted already") }
        let percent = Int(room.volume.percent.rounded())
        return .already("the volume of \(name) was \(percent) % already")
    }
}

extension Int64 {
    /// The sum, at the end of the range where it would overflow.
    fileprivate func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// Milliseconds as `2:05` or `1:02:05`.
    fileprivate var clock: String {
        let (minutes, seconds) = (self / 1000).quotientAndRemainder(dividingBy: 60)
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        let end = seconds < 10 ? ":0\(seconds)" : ":\(seconds)"
        guard hours > 0 else { return "\(rest)\(end)" }
        return "\(hours):" + (rest < 10 ? "0\(rest)" : "\(rest)") + end
    }
}
