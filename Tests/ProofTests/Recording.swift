// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Decoding
import Foundation
import JukeboxModel
import Testing

/// Songs that can be recognised: nearly every pair of neighbouring frames occurs only once.
struct KnownSongs {
    /// The frames of each song, left and right in one word.
    let songs: [[UInt32]]
    /// The place of each pair of neighbouring frames that occurs only once.
    private var moments: [UInt64: (song: Int, frame: Int)] = [:]

    /// Some frames of a song, as they were heard one after the other.
    struct Run: Equatable {
        var song: Int
        var frames: Range<Int>
    }

    /// Decodes the files; other tests compare our decoder with another's.
    init(_ files: [String]) throws {
        songs = try files.map(Self.frames)
        var ambiguous: Set<UInt64> = []
        for (song, frames) in songs.enumerated() {
            for frame in 0..<max(0, frames.count - 1) {
                let pair = Self.pair(frames[frame], frames[frame + 1])
                if moments.updateValue((song, frame), forKey: pair) != nil {
                    ambiguous.insert(pair)
                }
            }
        }
        for pair in ambiguous { moments[pair] = nil }
        // A song begins with some silence.
        #expect(moments.count > songs.map(\.count).reduce(0, +) * 99 / 100)
    }

    private static func frames(of file: String) throws -> [UInt32] {
        var decoder = try MP3Decoder(EscapedPath(bytes: Array(file.utf8)))
        var samples: [Int16] = []
        var buffer = [Int16](repeating: 0, count: 4096)
        while case .frames(let count) = try buffer.withUnsafeMutableBufferPointer({
            try decoder.read(into: $0)
        }) { samples += buffer.prefix(2 * count) }
        return samples.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    }

    private static func pair(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(first) << 32 | UInt64(second)
    }

    /// Returns the parts of songs in a recording, in order.
    func runs(in recording: String) throws -> [Run] {
        let data = try Data(contentsOf: URL(fileURLWithPath: recording)).dropFirst(44)
        let count = data.count / 4
        var heard = [UInt32](repeating: 0, count: count)
        _ = heard.withUnsafeMutableBytes { data.prefix(4 * count).copyBytes(to: $0) }
        var runs: [Run] = []
        var index = 0
        var end = 0
        while index + 1 < count {
            guard let start = moments[Self.pair(heard[index], heard[index + 1])] else {
                index += 1
                continue
            }
            let song = songs[start.song]
            let length = Self.common(heard[index...], song[start.frame...])
            // It may follow silence, which every song contains.
            let least = max(start.frame - (index - end), 0)
            var first = start.frame
            while first > least, heard[index - (start.frame - first) - 1] == song[first - 1] {
                first -= 1
            }
            runs.append(Run(song: start.song, frames: first..<start.frame + length))
            index += length
            end = index
        }
        return runs
    }

    /// How many frames are the same from the start.
    private static func common(_ first: ArraySlice<UInt32>, _ second: ArraySlice<UInt32>) -> Int {
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                var length = 0
                let most = min(first.count, second.count)
                while length < most, first[length] == second[length] { length += 1 }
                return length
            }
        }
    }

    /// Looks for entries in a recording, in order, each to its last frame.
    ///
    /// - Parameters:
    ///   - entries: The song of each, in the order of their ends.
    ///   - runs: The recording.
    /// - Returns: the first that was not heard completely, and how many of its frames are
    ///   missing.
    func firstMissing(_ entries: [Int], in runs: [Run]) -> (index: Int, frames: Int)? {
        var rest = runs[...]
        for (index, song) in entries.enumerated() {
            var missing = IndexSet(integersIn: 0..<songs[song].count)
            while !missing.isEmpty, let run = rest.popFirst() {
                if run.song == song { missing.remove(integersIn: run.frames) }
            }
            if !missing.isEmpty { return (index, missing.count) }
        }
        return nil
    }
}
