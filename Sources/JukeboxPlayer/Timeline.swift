// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Which part of the stream is whose.
struct Timeline {
    /// A stretch of the stream that belongs to one piece.
    struct Stretch: Equatable {
        var piece: Piece
        /// Where in the stream it begins.
        var start: Int64
        /// Which frame of its file stands there.
        var fileStart: Int64
        /// Where in the stream it ends; nil while it is being decoded.
        var end: Int64?
        /// Whether it has been announced as playing since the last interruption.
        var announced = false
    }

    private(set) var stretches: [Stretch] = []

    var current: Stretch? { stretches.isEmpty ? nil : stretches[0] }
    var last: Stretch? { stretches.isEmpty ? nil : stretches[stretches.count - 1] }

    mutating func begin(_ piece: Piece, at start: Int64, fileStart: Int64) {
        stretches.append(Stretch(piece: piece, start: start, fileStart: fileStart))
    }

    mutating func end(at frame: Int64) {
        guard !stretches.isEmpty else { return }
        stretches[stretches.count - 1].end = frame
    }

    mutating func dropLast() { stretches.removeLast() }

    /// Has what plays now announced again, after a pause or a lost device.
    mutating func interrupt() {
        for index in stretches.indices { stretches[index].announced = false }
    }

    /// What the device's reaching `heard` means, in order.
    enum Crossing: Equatable {
        case playing(Stretch)
        case ended(Stretch)
    }

    /// Takes in how far the device is.
    mutating func advance(to heard: Int64) -> [Crossing] {
        var crossings: [Crossing] = []
        while let first = current {
            if !first.announced, heard > first.start || heard == first.end {
                stretches[0].announced = true
                crossings.append(.playing(first))
            }
            guard let end = first.end, heard >= end else { break }
            crossings.append(.ended(first))
            stretches.removeFirst()
        }
        return crossings
    }

    /// The frame of the current piece's file that stands at `heard`.
    func fileFrame(at heard: Int64) -> Int64 {
        guard let current else { return 0 }
        return current.fileStart + max(0, heard - current.start)
    }
}
