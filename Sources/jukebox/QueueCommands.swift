// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel
import OrderRing

struct Queue: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show and change what will play.",
        subcommands: [List.self, Clear.self, Remove.self, Move.self], defaultSubcommand: List.self)

    struct List: Subcommand {
        static let configuration = CommandConfiguration(abstract: "Show the queue.")
        @OptionGroup var place: Place
        @OptionGroup var common: Common

        func act() throws {
            let name = try common.destination(place.name)
            let answer = try common.answer(
                Asker.queue(of: name, in: common.directory, within: .seconds(30)))
            if common.json { return print(answer.json.line) }
            if answer.entries.isEmpty {
                say("the queue of \(answer.destination.plain()) is empty")
            }
            for track in answer.entries { say("\(track.entry ?? 0)\t\(track.spoken)") }
        }
    }

    struct Clear: Transport {
        static let configuration = CommandConfiguration(
            abstract: "Take out everything but what plays.")
        static let verb = Order.Verb.clear
        static let done = "cleared"
        @OptionGroup var place: Place
        @OptionGroup var common: Common
    }

    struct Remove: Subcommand {
        static let configuration = CommandConfiguration(abstract: "Take one entry out.")
        @Argument(help: "The entry's number, as “queue” shows it.") var entry: Int64
        @OptionGroup var common: Common

        func act() throws {
            try common.command(
                .remove(try checked(entry: entry)), to: nil, done: "entry \(entry) removed")
        }
    }

    struct Move: Subcommand {
        static let configuration = CommandConfiguration(abstract: "Move an entry; 1 is the next.")
        @Argument(help: "The entry's number.") var entry: Int64
        @Argument(help: "Its new position.") var position: Int64
        @OptionGroup var common: Common

        func act() throws {
            guard position > 0, let position = UInt32(exactly: position) else {
                throw Failure.usage("“\(position)” is no position in a queue; 1 is the next")
            }
            try common.command(
                .move(try checked(entry: entry), to: position), to: nil,
                done: "entry \(entry) moved")
        }
    }
}

/// An entry's number; the first is 1.
private func checked(entry number: Int64) throws -> EntryID {
    guard number > 0 else {
        throw Failure.usage("“\(number)” is no entry; `jukebox queue` shows their numbers")
    }
    return EntryID(number)
}
