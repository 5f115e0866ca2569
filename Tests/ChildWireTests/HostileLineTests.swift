// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ChildWire
import JSONLines
import JukeboxModel
import SeededDice
import Testing

@Suite struct `A hostile line` {
    private static let numbers = [
        "0", "-1", "1", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "1e308", "-1e308", "1e999", "0.5", "-0",
        "4611686018427387905", "1099511627777", "9007199254740993", "NaN", "Infinity", "null",
        "\"7\"", "[]", "{}", "true",
    ]

    private static let commands = [
        #"{"n":1,"do":"play","entry":7,"path":"/m/%41%0A.mp3","at_ms":1500,"paused":true}"#,
        #"{"n":2,"do":"follow","after":7,"entry":8,"path":"/m/b.mp3"}"#,
        #"{"n":3,"do":"follow","after":7}"#, #"{"n":4,"do":"seek","to_ms":60000}"#,
        #"{"n":5,"do":"volume","db":-12.5}"#, #"{"n":6,"do":"pause"}"#,
    ]

    private static let events = [
        #"{"event":"playing","n":1,"entry":7,"frame":44100,"rate":44100,"at":81234567890}"#,
        #"{"event":"position","n":1,"entry":7,"frame":44100,"rate":8000,"at":81234567890}"#,
        #"{"event":"paused","n":1,"entry":7,"frame":44100,"rate":48000,"at":81234567890}"#,
        #"{"event":"following","n":2,"entry":8}"#, #"{"event":"length","n":2,"entry":8,"ms":9000}"#,
        #"{"event":"failed","n":3,"entry":7,"code":"away","text":"x"}"#,
        #"{"event":"device","n":3,"state":"busy","text":"x"}"#, #"{"event":"obeyed","n":4}"#,
    ]

    /// The line with each of its numbers replaced by each of the odd ones.
    private static func withOddNumbers(_ line: String) -> [String] {
        line.matches(of: /:-?[0-9.]+/).flatMap { match in
            numbers.map { line.replacingCharacters(in: match.range, with: ":" + $0) }
        }
    }

    private static func mutated(_ line: String, _ dice: inout Seeded) -> [UInt8] {
        var bytes = Array(line.utf8)
        for _ in 0...Int.random(in: 0...3, using: &dice) {
            let index = Int.random(in: 0..<bytes.count, using: &dice)
            switch Int.random(in: 0..<4, using: &dice) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &dice)
            case 1: bytes.insert(UInt8(ascii: "9"), at: index)
            case 2 where bytes.count > 1: bytes.remove(at: index)
            default: bytes += bytes[index...]
            }
        }
        return bytes
    }

    private static func lines(from valid: [String]) -> [[UInt8]] {
        var dice = Seeded(state: 13)
        return valid.flatMap { line in
            withOddNumbers(line).map { Array($0.utf8) }
                + (0..<3000).map { _ in mutated(line, &dice) }
        }
    }

    @Test func `gives a player a command whose numbers it can compute with, or none`() {
        var count = 0
        for line in Self.lines(from: Self.commands) {
            guard let command = JSON(parsing: line).flatMap(PlayerCommand.init) else { continue }
            count += 1
            let limit: Int64 = 1 << 40
            switch command.action {
            case .play(_, let from, _): #expect((0...limit).contains(from))
            case .seek(let to): #expect((0...limit).contains(to))
            case .volume(let volume): #expect((0...1).contains(volume.factor))
            case .follow, .pause, .resume, .stop, .quit: break
            }
            #expect(JSON(parsing: command.json.line).flatMap(PlayerCommand.init) == command)
        }
        #expect(count > 500)
    }

    @Test func `gives the daemon an event whose numbers it can compute with, or none`() {
        var count = 0
        for line in Self.lines(from: Self.events) {
            guard let event = JSON(parsing: line).flatMap(PlayerEvent.init) else { continue }
            count += 1
            switch event.news {
            case .playing(let here), .position(let here), .paused(let here):
                #expect(here.milliseconds >= 0)
                #expect(here.frame <= 1 << 53)
                // The daemon's calculations: the age of the news, and the end of a song.
                let now = MonotonicTime(nanoseconds: 1 << 50)
                #expect((now - here.at).nanoseconds > Int64.min)
                #expect(here.at + .milliseconds(1 << 40) > here.at)
            case .length(_, let milliseconds): #expect((0...(1 << 40)).contains(milliseconds))
            case .ready, .obeyed, .following, .ended, .failed, .underrun, .device: break
            }
            #expect(JSON(parsing: event.json.line).flatMap(PlayerEvent.init) == event)
        }
        #expect(count > 500)
    }

    @Test func `numbers at their limits are carried over, and kept in range`() {
        let far = PlayerCommand(.max, .seek(milliseconds: .max))

        let back = JSON(parsing: far.json.line).flatMap(PlayerCommand.init)

        #expect(back == PlayerCommand(1 << 62, .seek(milliseconds: 1 << 40)))
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
