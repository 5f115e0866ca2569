// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The pieces in the stream of frames, and their boundaries.
struct Timeline {
    /// A stretch of the stream that belongs to one piece.
    struct Stretch: Equatable {
        var piece: Piece
        /// The frame of the stream at which it begins.
        var start: Int64
        /// The frame of its file at that point.
        var fileStart: Int64
        /// The frame of the stream at which it ends; nil while it is being decoded.
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

    /// Makes the current piece be announced again, after a pause or a lost device.
    mutating func interrupt() {
        for index in stretches.indices { stretches[index].announced = false }
    }

    /// The news that follow from a new position of the device, in order.
    enum Crossing: Equatable {
        case playing(Stretch)
        case ended(Stretch)
    }

    /// Takes a new position of the device.
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

    /// The frame of the current piece's file at `heard`.
    func fileFrame(at heard: Int64) -> Int64 {
        guard let current else { return 0 }
        return current.fileStart + max(0, heard - current.start)
    }
}
