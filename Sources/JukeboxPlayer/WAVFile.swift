// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// A WAV file to which sound is appended: S16, 44.1 kHz, stereo.
///
/// Its header is correct after every pause, stop and end, and repaired when it is opened again.
///
/// The header is that of the RIFF/WAVE format: 44 bytes, sizes at 4 and 40.
final class WAVFile {
    private let file: Descriptor
    private let path: String
    let format: SampleFormat
    private var bytes: Int
    private var resampler = LinearResampler()

    init(_ path: String, format: SampleFormat) throws(SystemError) {
        self.path = path
        self.format = format
        file = try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o644)
        let size = Int(lseek(file.number, 0, SEEK_END))
        bytes = max(0, size - 44) / 4 * 4
        writeHeader()
        lseek(file.number, off_t(44 + bytes), SEEK_SET)
    }

    func append(_ samples: ArraySlice<Int16>, of source: SampleFormat) throws(SystemError) {
        if source == format {
            try write(samples)
        } else {
            try write(resampler.convert(samples, from: source, to: format)[...])
        }
    }

    private func write(_ samples: ArraySlice<Int16>) throws(SystemError) {
        let count = samples.count * 2
        let done = samples.withUnsafeBytes { Glibc.write(file.number, $0.baseAddress, count) }
        guard done == count else { throw SystemError("write", path, code: errno) }
        bytes += count
    }

    /// Writes the header for the data written so far.
    func writeHeader() {
        var header = Array("RIFF".utf8)
        func little(_ value: Int, _ width: Int) -> [UInt8] {
            (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        header += little(36 + bytes, 4) + Array("WAVEfmt ".utf8) + little(16, 4) + little(1, 2)
        header += little(format.channels, 2) + little(format.rate, 4)
        header += little(format.rate * format.channels * 2, 4) + little(format.channels * 2, 2)
        header += little(16, 2) + Array("data".utf8) + little(bytes, 4)
        pwrite(file.number, header, header.count, 0)
    }
}

/// Converts rate and channels for a file by linear interpolation.
///
/// Good enough for a recording in tests; devices convert by themselves (ALSA's `plug`).
struct LinearResampler {
    private var position = 0.0
    private var last: [Int16] = [0, 0]

    mutating func convert(
        _ samples: ArraySlice<Int16>, from source: SampleFormat, to target: SampleFormat
    ) -> [Int16] {
        let frames = samples.count / source.channels
        func sample(_ frame: Int, _ channel: Int) -> Double {
            if frame < 0 { return Double(last[channel]) }
            let offset = frame * source.channels + (source.channels == 1 ? 0 : channel)
            return Double(samples[samples.startIndex + offset])
        }
        var result: [Int16] = []
        if source.rate == target.rate {
            for frame in 0..<frames {
                for channel in 0..<target.channels { result.append(Int16(sample(frame, channel))) }
            }
            return result
        }
        let step = Double(source.rate) / Double(target.rate)
        while position < Double(frames) {
            let frame = Int(position.rounded(.down))
            let part = position - Double(frame)
            for channel in 0..<target.channels {
                let before = sample(frame - 1, channel)
                result.append(Int16(before + (sample(frame, channel) - before) * part))
            }
            position += step
        }
        position -= Double(frames)
        if frames > 0 { last = (0..<2).map { Int16(sample(frames - 1, $0)) } }
        return result
    }
}
