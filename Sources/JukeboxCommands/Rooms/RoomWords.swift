// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import LinuxSystem
internal import Terminal

/// Where and when a text is shown: the signs it may use, and the time of day.
struct Scene {
    var screen: Screen
    var now: LocalTime
    /// Turns a moment into a time of day.
    var local: (WallTime) -> LocalTime = { LocalTime($0) }

    var symbols: Symbols { screen.symbols }

    /// `14:02`, or with its date if it is not of today.
    func time(_ moment: WallTime) -> String { TimeText.moment(local(moment), now: now) }
}

/// A room in words.
struct RoomWords {
    let status: DestinationStatus
    let scene: Scene

    private var room: RoomSnapshot { status.room }

    init(_ status: DestinationStatus, _ scene: Scene) {
        self.status = status
        self.scene = scene
    }

    // MARK: Trouble

    /// Why the room is silent although nobody wanted that: `device unplugged since 14:02`; nil if
    /// nothing is wrong.
    var problem: String? {
        guard status.isUp else { return nil }
        let why = room.deviceReason.map { $0.isEmpty ? "" : ": " + $0 } ?? ""
        if room.held != nil { return "held" + why }
        switch room.waitingFor {
        case "music": return "music folder away" + since + why
        case "disk": return room.deviceReason ?? "waiting for the disk"
        case "player": return "the player is being restarted" + why
        default: break
        }
        switch room.device {
        case "open", "closed": return nil
        case "absent": return "device unplugged" + since
        case "busy": return "device used by another program" + since
        case "failing": return "device failing" + since + why
        default: return "device \(room.device)" + since + why
        }
    }

    private var since: String { status.awaySince.map { " since " + scene.time($0) } ?? "" }

    /// What ends the problem, in words; nil if that is plain.
    private var remedy: String? {
        guard room.entry != nil, room.held == nil else { return nil }
        switch room.waitingFor {
        case "music": return "it plays when the folder is back"
        case "disk", "player": return nil
        default: break
        }
        switch room.device {
        case "absent": return "it plays when the device is back"
        case "busy": return "it plays when the device is free"
        default: return nil
        }
    }

    /// The line about a problem: `! kitchen: device unplugged since 14:02; it plays …`.
    var problemLine: Line? {
        guard let problem else { return nil }
        let text = [problem, remedy].compactMap { $0 }.joined(separator: "; ")
        return Line("\(scene.symbols.problem) \(room.name)", .bold + .red)
            + Line(": \(text)", .red)
    }

    // MARK: Facts

    /// Whether the room sounds, or would without its problem.
    var isPlaying: Bool { room.state == "playing" }
    var isPaused: Bool { room.state == "paused" }
    var isMuted: Bool { room.gain == nil }

    /// The sign of the state.
    var symbol: Line {
        if problem != nil { return Line(scene.symbols.problem, .bold + .red) }
        if isPlaying, status.isUp { return Line(scene.symbols.playing, .green) }
        if isPaused { return Line(scene.symbols.paused, .yellow) }
        return Line(isPlaying ? scene.symbols.paused : scene.symbols.stopped, .dim)
    }

    /// `Yesterday by The Beatles`; empty without a song.
    var song: Line {
        guard let track = room.track else { return Line() }
        return Self.song(track, isPlaying || isPaused ? .plain : .dim)
    }

    static func song(_ track: TrackAnswer, _ style: Style = .plain) -> Line {
        let title = Line(track.title.isEmpty ? "?" : track.title, style)
        return track.artist.isEmpty ? title : title + Line(" by \(track.artist)", .dim)
    }

    /// `0:12/2:05`; empty without a song.
    var position: Line {
        guard let elapsed = status.elapsed else { return Line() }
        let clock = TimeText.clock(milliseconds: elapsed)
        guard let duration = room.duration else { return Line(clock) }
        return Line(clock) + Line("/" + TimeText.clock(milliseconds: duration), .dim)
    }

    /// `muted`, or `40 %` unless it is full.
    var volume: Line {
        if isMuted { return Line("muted", .yellow) }
        return Self.percent(status.percent).map { Line($0) } ?? Line()
    }

    /// `40 %`; nil for 100 %.
    static func percent(_ percent: Double) -> String? {
        percent >= 100 ? nil : "\(number(percent)) %"
    }

    /// A number with one decimal, and without one if that is zero.
    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    /// The songs that wait, and how long all takes: `+3, 12 min`; empty if none waits.
    var queue: Line {
        guard room.queueLength > 0 else { return Line() }
        let length = Line("+\(room.queueLength)")
        guard status.remaining > 0 else { return length }
        return length + Line(", " + TimeText.span(milliseconds: status.remaining), .dim)
    }

    /// `→ Help!`; empty if nothing follows.
    var next: Line {
        guard let track = room.next else { return Line() }
        return Line(scene.symbols.next + " ", .dim) + Self.song(track, .dim)
    }
}
