// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import JukeboxModel

/// How long a token is valid: `12h`, `30d`, `8w`, `1y`.
enum Lifetime {
    private static let seconds: [Character: Int64] = [
        "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_536_000,
    ]
    /// A hundred years.
    private static let longest: Int64 = 3_153_600_000

    /// The moment at which a lifetime that starts now ends.
    static func end(of text: String, from now: WallTime) throws -> WallTime {
        guard let unit = text.last.flatMap({ seconds[$0] }), let count = Int64(text.dropLast()),
            count > 0, count <= longest / unit
        else {
            complain("“\(text)” is not a time up to 100 years; say 30m, 12h, 30d, 8w or 1y")
            throw ProgramEnd(64)
        }
        return WallTime(milliseconds: now.milliseconds + count * unit * 1000)
    }
}
