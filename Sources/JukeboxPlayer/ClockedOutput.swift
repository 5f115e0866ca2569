// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem

/// An output without a device: it takes frames at the pace of the clock, or at once.
///
/// A file gets a frame once the clock has passed it, so it holds only frames that were "heard".
struct ClockedOutput {
    private let format: SampleFormat
    private let file: WAVFile?
    /// Whether it is not paced by the clock.
    let isFast: Bool
    private var held: [Int16] = []
    private var written: Int64 = 0
    private var played: Int64 = 0
    /// The frames that had been written when the clock was started.
    private var base: Int64 = 0
    private var started: MonotonicTime?
    /// The size of its buffer in frames, which is 200 ms.
    let bufferFrames: Int

    init(format: SampleFormat, file: WAVFile?, fast: Bool) {
        self.format = format
        self.file = file
        isFast = fast
        bufferFrames = format.rate / 5
        held.reserveCapacity((bufferFrames + 1) * format.channels)
    }

    mutating func write(_ samples: UnsafeBufferPointer<Int16>, frames: Int, at now: MonotonicTime)
        throws(OutputProblem) -> Int
    {
        let delay = try delay(at: now)
        let taken = min(frames, bufferFrames - delay)
        guard taken > 0 else { return 0 }
        if started == nil || delay == 0 {
            // At the start, and after it ran dry, the clock starts here.
            started = now
            played = written
            base = written
        }
        if file != nil { held.append(contentsOf: samples.prefix(taken * format.channels)) }
        written += Int64(taken)
        if isFast { _ = try self.delay(at: now) }
        return taken
    }

    mutating func delay(at now: MonotonicTime) throws(OutputProblem) -> Int {
        guard let started else { return Int(written - played) }
        let due =
            isFast ? written : base + format.frames(inNanoseconds: (now - started).nanoseconds)
        let passed = min(written, due) - played
        if passed > 0 {
            played += passed
            try keep(Int(passed))
        }
        return Int(written - played)
    }

    private mutating func keep(_ frames: Int) throws(OutputProblem) {
        guard file != nil else { return }
        let count = min(held.count, frames * format.channels)
        do throws(SystemError) {
            try file?.append(held[..<count], of: format)
        } catch {
            throw OutputProblem(state: .failing, text: error.description)
        }
        held.removeFirst(count)
    }

    /// When a quarter of the buffer will be free, or all of it played.
    func nextWake(untilEmpty: Bool) -> MonotonicTime? {
        guard let started else { return nil }
        let left = Int64(untilEmpty ? 0 : bufferFrames * 3 / 4)
        let frame = max(played, written - left)
        return started + .init(nanoseconds: format.nanoseconds(ofFrames: frame - base) + 100_000)
    }

    mutating func drop() {
        held.removeAll(keepingCapacity: true)
        written = played
        started = nil
        file?.writeHeader()
    }
}
