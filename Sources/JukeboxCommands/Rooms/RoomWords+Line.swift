// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Terminal

// A room in one line: what a command answers with, and the line for scripts.
extension RoomWords {
    /// `kitchen ▶ Yesterday by The Beatles 0:12/2:05, then Help!, volume 40 %`.
    ///
    /// A silent room says why: paused, muted, or its problem.
    var stateLine: Line {
        let head = Line(status.room.name, .bold) + Line(" ") + symbol + Line(" ") + music
        var parts = [head]
        if let next = status.room.next {
            parts.append(Line("then ") + Self.song(next))
        } else if status.room.queueLength > 0 {
            let count = status.room.queueLength
            parts.append(Line("then \(count == 1 ? "1 song" : "\(count) songs")"))
        }
        if let problem { parts.append(Line(problem, .red)) }
        if isPaused { parts.append(Line("paused", .yellow)) }
        if isMuted {
            parts.append(volume)
        } else if let percent = Self.percent(status.percent) {
            parts.append(Line("volume \(percent)"))
        }
        if !status.isUp { parts.append(Line("the jukebox is not running", .red)) }
        return parts.joined(by: Line(", "))
    }

    /// The song with its position; or that nothing plays.
    private var music: Line {
        let hasSong = !song.isEmpty
        if isPlaying || isPaused {
            return [hasSong ? song : Line("?"), position].joined(by: Line(" "))
        }
        return hasSong
            ? Line("stopped at ") + [song, position].joined(by: Line(" "))
            : Line("nothing plays", .dim)
    }

    /// `40 %`, `muted (40 % before)`: the answer of `volume` without a value.
    var volumeLine: Line {
        let percent = Self.percent(status.percent) ?? "100 %"
        let level = isMuted ? Line("muted", .yellow) + Line(" (\(percent) before)") : Line(percent)
        return Line(status.room.name, .bold) + Line(" ") + level
    }
}
