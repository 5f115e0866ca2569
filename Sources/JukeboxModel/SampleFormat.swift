// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The layout of sound: signed 16-bit samples at a rate, in one or two channels.
public struct SampleFormat: Hashable, Sendable, CustomStringConvertible {
    /// Frames per second; above zero.
    public let rate: Int
    /// Samples per frame: 1 or 2.
    public let channels: Int

    /// Makes a format.
    public init(rate: Int, channels: Int) {
        self.rate = rate
        self.channels = channels
    }

    /// The format of a CD: 44,100 Hz, stereo.
    public static let cd = SampleFormat(rate: 44_100, channels: 2)

    /// `44100 Hz stereo`.
    public var description: String { "\(rate) Hz \(channels == 1 ? "mono" : "stereo")" }

    /// The playing time of a number of frames, in nanoseconds.
    public func nanoseconds(ofFrames frames: Int64) -> Int64 {
        let (seconds, rest) = frames.quotientAndRemainder(dividingBy: Int64(rate))
        return seconds * 1_000_000_000 + rest * 1_000_000_000 / Int64(rate)
    }

    /// The number of whole frames that play in a time.
    public func frames(inNanoseconds nanoseconds: Int64) -> Int64 {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * Int64(rate) + rest * Int64(rate) / 1_000_000_000
    }
}
