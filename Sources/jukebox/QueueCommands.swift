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
            let name = try common.destination(try place.name())
            let answer = try common.answer(
                Asker.queue(of: name, in: common.directory, within: .seconds(30)))
            if common.json { return print(answer.json.line) }
            if answer.entries.isEmpty {
                say("the queue of \(answer.destination.plain()) is empty")
            }
            for track in answer.entries { say("\(track.entry ?? 0)\t\(track.spoken)") }
        }
    }
}
