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
            let answer = try common.ask(.queue(place.name.map(DestinationName.init)))
            if common.json { return print(answer.line) }
            let entries = answer["entries"]?.elements ?? []
            if entries.isEmpty {
                print("the queue of \(answer["destination"]?.string ?? "?") is empty")
            }
            for entry in entries {
                print("\(entry["entry"]?.int ?? 0)\t\(DestinationStatus.spoken(entry))")
            }
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
            try common.command(.remove(EntryID(entry)), to: nil, done: "entry \(entry) removed")
        }
    }

    struct Move: Subcommand {
        static let configuration = CommandConfiguration(abstract: "Move an entry; 1 is the next.")
        @Argument(help: "The entry's number.") var entry: Int64
        @Argument(help: "Its new place.") var place: UInt32
        @OptionGroup var common: Common

        func act() throws {
            try common.command(
                .move(EntryID(entry), to: place), to: nil, done: "entry \(entry) moved")
        }
    }
}
