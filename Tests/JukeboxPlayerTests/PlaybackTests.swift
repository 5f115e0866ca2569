// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@testable import JukeboxPlayer

@Suite struct `The way of the frames` {
    private func filled(_ buffer: inout PlaybackBuffer, _ samples: [Int16]) -> Int {
        buffer.fill(atMost: samples.count) { place in
            for index in place.indices { place[index] = samples[index] }
            return place.count
        }
    }

    private func drained(_ buffer: inout PlaybackBuffer, atMost limit: Int) -> [Int16] {
        var samples: [Int16] = []
        _ = buffer.drain(atMost: limit) { place, count in
            samples = Array(place.prefix(count))
            return count
        }
        return samples
    }

    @Test func `after a pause goes on at the very frame that was heard last`() {
        var buffer = PlaybackBuffer(format: SampleFormat(rate: 10, channels: 1), capacity: 8)
        #expect(filled(&buffer, [1, 2, 3, 4, 5, 6]) == 6)
        #expect(drained(&buffer, atMost: 5) == [1, 2, 3, 4, 5])
        buffer.played(delay: 2)

        buffer.rewind()

        #expect(drained(&buffer, atMost: 9) == [4, 5, 6])
    }

    @Test func `keeps what the device holds from being overwritten`() {
        var buffer = PlaybackBuffer(format: SampleFormat(rate: 10, channels: 1), capacity: 4)
        #expect(filled(&buffer, [1, 2, 3, 4]) == 4)
        _ = drained(&buffer, atMost: 4)

        #expect(filled(&buffer, [5]) == 0)
        buffer.played(delay: 1)
        #expect(filled(&buffer, [5, 6, 7]) == 3)
    }

    @Test func `crosses a join when the device does, not when the decoder does`() {
        let one = Piece(entry: EntryID(1), path: EscapedPath(escaped: "/1"))
        let two = Piece(entry: EntryID(2), path: EscapedPath(escaped: "/2"))
        var timeline = Timeline()
        timeline.begin(one, at: 0, fileStart: 0)
        timeline.end(at: 100)
        timeline.begin(two, at: 100, fileStart: 0)

        let before = timeline.advance(to: 99)
        let at = timeline.advance(to: 100)
        let after = timeline.advance(to: 101)

        #expect(before.count == 1)
        #expect(
            at.map { if case .ended(let gone) = $0 { gone.piece.entry.number } else { 0 } } == [
                Int64(1)
            ])
        #expect(
            after.map { if case .playing(let here) = $0 { here.piece.entry.number } else { 0 } }
                == [Int64(2)])
    }

    @Test func `at full volume are left untouched and glide to another without a step`() {
        #expect(GainRamp(.full).isUnity)
        var ramp = GainRamp(.full)
        ramp.glide(to: .muted, format: SampleFormat(rate: 1000, channels: 1))
        let loud = [Int16](repeating: 10_000, count: 40)
        var result = [Int16](repeating: 0, count: 40)

        loud.withUnsafeBufferPointer { ramp.apply($0, to: &result, channels: 1) }

        #expect(result[0] < 10_000)
        #expect(zip(result, result.dropFirst()).allSatisfy { $0 - $1 <= 501 && $0 >= $1 })
        #expect(result.last == 0)
        #expect(ramp.isSettled)
    }

    @Test func `are named by an output that says what it is`() {
        #expect(OutputName("silent") == .silent)
        #expect(OutputName("wav:/a b?fast") == .wav(path: "/a b", fast: true))
        #expect(OutputName("hw:1,0") == .alsa("hw:1,0"))
    }
}
