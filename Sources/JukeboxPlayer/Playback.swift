// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Decoded sound on its way to the device: a ring of samples with three marks in it.
///
///     heard ≤ written ≤ decoded        (in frames since the device was opened for this stream)
///
/// The frames between *heard* and *written* are in the device. They are kept, so that a pause or a
/// lost device can go back to the frame that was heard last. The capacity is fixed at the start.
struct PlaybackBuffer {
    private var samples: [Int16]
    let format: SampleFormat
    let capacity: Int
    private(set) var heard: Int64 = 0
    private(set) var written: Int64 = 0
    private(set) var decoded: Int64 = 0

    init(format: SampleFormat, capacity: Int) {
        self.format = format
        self.capacity = capacity
        samples = [Int16](repeating: 0, count: capacity * format.channels)
    }

    var room: Int { capacity - Int(decoded - heard) }
    var waiting: Int { Int(decoded - written) }

    /// Lets `fill` write into the longest contiguous free part; it returns the frames written.
    mutating func fill<E: Error>(
        atMost limit: Int, _ fill: (UnsafeMutableBufferPointer<Int16>) throws(E) -> Int
    ) throws(E) -> Int {
        let start = Int(decoded % Int64(capacity))
        let count = min(room, capacity - start, limit)
        guard count > 0 else { return 0 }
        let channels = format.channels
        var made = 0
        try samples.withUnsafeMutableBufferPointer { all throws(E) in
            let first = all.baseAddress?.advanced(by: start * channels)
            let samples = UnsafeMutableBufferPointer(start: first, count: count * channels)
            made = try fill(samples)
        }
        decoded += Int64(made)
        return made
    }

    /// Lets `drain` take from the longest contiguous part that waits; it returns the frames taken.
    mutating func drain<E: Error>(
        atMost limit: Int, _ drain: (UnsafeBufferPointer<Int16>, Int) throws(E) -> Int
    ) throws(E) -> Int {
        let start = Int(written % Int64(capacity))
        let count = min(waiting, capacity - start, limit)
        guard count > 0 else { return 0 }
        let channels = format.channels
        var taken = 0
        try samples.withUnsafeBufferPointer { all throws(E) in
            let first = all.baseAddress?.advanced(by: start * channels)
            let samples = UnsafeBufferPointer(start: first, count: count * channels)
            taken = try drain(samples, count)
        }
        written += Int64(taken)
        return taken
    }

    /// Notes that the device has played everything but `delay` frames.
    mutating func played(delay: Int) { heard = max(heard, written - Int64(delay)) }

    /// Empties it, and restarts counting at zero.
    mutating func clear() {
        heard = 0
        written = 0
        decoded = 0
    }

    /// Goes back to `heard`: the frames that the device had not played will be written again.
    mutating func rewind() { written = heard }

    /// Forgets the frames decoded from `frame` on; written frames stay.
    mutating func truncate(to frame: Int64) { decoded = max(written, min(decoded, frame)) }
}
