// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Terminal

/// Tracks in columns: title, artist, album, year and length.
struct TrackTable {
    let tracks: [TrackAnswer]

    init(_ tracks: [TrackAnswer]) { self.tracks = tracks }

    func lines(_ scene: Scene) -> [Line] {
        let table = Table(
            [
                .init(importance: 5, minimum: 12), .init(importance: 4, minimum: 8),
                .init(importance: 2, minimum: 8), .init(importance: 1),
                .init(.right, importance: 3),
            ],
            rows: tracks.map { track in
                [
                    Line(track.title.isEmpty ? "?" : track.title), Line(track.artist, .cyan),
                    Line(track.album), Line(track.year.map { "\($0)" } ?? "", .dim),
                    Line(track.milliseconds.map { TimeText.clock(milliseconds: $0) } ?? "", .dim),
                ]
            })
        return table.lines(in: scene.screen.columns, ellipsis: scene.symbols.ellipsis)
    }

    /// What is to be said of a list that was found: that it was cut, or what was put right.
    static func notes(_ answer: TrackListing, search: String) -> [String] {
        let count = answer.tracks.count
        guard count > 0 else { return ["nothing found for “\(search)”"] }
        var notes: [String] = []
        if let corrected = answer.corrected {
            notes.append("nothing found for “\(search)”; these are for “\(corrected)”")
        }
        if answer.hasMore {
            notes.append("these are the first \(count); more with --count \(count * 4)")
        } else if count > 10 {
            notes.append("\(count) songs")
        }
        return notes
    }
}
