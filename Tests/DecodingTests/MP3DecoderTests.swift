// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@testable import Decoding

@Suite struct `Decoding an MP3` {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures")

    /// Eight seconds, from silence to noise, at bit rates from 32 to 128 kbit/s; without a header.
    private static let headless = path("vbr-without-header.mp3")
    private static let stated = path("noise/noise-0.mp3")

    private static func path(_ name: String) -> EscapedPath {
        EscapedPath(bytes: Array(fixtures.appendingPathComponent(name).path.utf8))
    }

    private func rest(_ decoder: inout MP3Decoder) throws -> [Int16] {
        var samples: [Int16] = []
        var buffer = [Int16](repeating: 0, count: 4608)
        while case .frames(let count) = try buffer.withUnsafeMutableBufferPointer({
            try decoder.read(into: $0)
        }) { samples += buffer.prefix(count * decoder.format.channels) }
        return samples
    }

    @Test func `knows the length at once if the header states it`() throws {
        var decoder = try MP3Decoder(Self.stated)
        let stated = decoder.stated

        let all = try rest(&decoder)

        #expect(stated == Int64(all.count / decoder.format.channels))
    }

    @Test func `claims no length if no header states it, and counts it for a seek`() throws {
        var linear = try MP3Decoder(Self.headless)
        let all = try rest(&linear)
        var decoder = try MP3Decoder(Self.headless)
        let before = decoder.exactLength

        _ = try decoder.seek(to: 1000)

        #expect(before == nil)
        #expect(linear.counted == nil)
        #expect(decoder.counted == Int64(all.count))
    }

    @Test(arguments: [0, 1, 44_100, 100_000, 177_777, 264_600, 300_001, 340_000])
    func `seeks to the very frame in a file of varying bit rate without a header`(
        frame: Int
    ) throws {
        var linear = try MP3Decoder(Self.headless)
        let all = try rest(&linear)
        var decoder = try MP3Decoder(Self.headless)

        let reached = try decoder.seek(to: Int64(frame))
        let heard = try rest(&decoder)

        #expect(reached == Int64(frame))
        // The decoder's floating point rounds differently for another starting point.
        let wrong = zip(heard, all[frame...]).count { abs(Int($0) - Int($1)) > 1 }
        #expect(heard.count == all.count - frame)
        #expect(wrong == 0)
    }

    @Test func `seeks no further than the end`() throws {
        var decoder = try MP3Decoder(Self.headless)

        let reached = try decoder.seek(to: 1 << 50)

        #expect(reached == decoder.counted)
        #expect(try rest(&decoder).isEmpty)
    }
}

@Suite struct `A file that cannot be decoded` {
    private func error(_ path: String) -> DecodingError? {
        do throws(DecodingError) {
            _ = try MP3Decoder(EscapedPath(bytes: Array(path.utf8)))
            return nil
        } catch {
            return error
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `is a named pipe without a writer, which is not waited for`() throws {
        let path = NSTemporaryDirectory() + "jukebox-pipe-\(UUID().uuidString.prefix(8)).mp3"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }

        let error = error(path)

        #expect(error?.code == .unreadable)
        #expect(error?.why == "it is not a plain file")
    }

    @Test func `is missing, and names the error`() {
        #expect(error("/nowhere/x.mp3")?.number == ENOENT)
        #expect(error("/nowhere/x.mp3")?.code == .unreadable)
    }

    @Test func `has a path that a C function would cut off`() {
        let path = EscapedPath(escaped: "/etc/passwd%00.mp3")
        #expect(throws: DecodingError(path: path, number: ENOENT)) { _ = try MP3Decoder(path) }
    }

    @Test(arguments: [EIO, ESTALE, ENOTCONN, ETIMEDOUT, EHOSTDOWN, ENODEV, ENXIO, ENOMEDIUM])
    func `is not to blame for a disk or a server that does not answer`(number: CInt) {
        #expect(DecodingError(path: EscapedPath(escaped: "/m/x.mp3"), number: number).code == .away)
    }
}
