// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `Each command of the table` {
    /// The names of the routes for the commands that `/v1/destinations/{room}/commands` does not
    /// take; empty if HTTP leaves the command out on purpose: administrators have a shell.
    private static let ownRoutes: [Order.Verb.Kind: String] = [
        .move: "move", .cancel: "cancel", .reload: "", .update: "",
    ]

    @Test func `is reached over HTTP, or is left out on purpose`() throws {
        let names = Set(RouteTable.all.map(\.name))
        for kind in Order.Verb.Kind.allCases where kind != .play {
            let isCommand = CommandRequest.kinds.contains(kind)
            #expect(isCommand != Self.ownRoutes.keys.contains(kind), "\(kind)")
            if let name = Self.ownRoutes[kind], !name.isEmpty {
                #expect(names.contains(name), "\(kind)")
            }
        }
    }

    @Test(arguments: ["en", "ja"])
    func `is said to be done in each language, with its room if it has one`(code: String) throws {
        let speech = try #require(Speech.languages[code])
        for row in Order.Verb.Kind.allCases.compactMap(\.row) where row.scope < .admin {
            let keys = speech.keys
            #expect(keys.contains("done.\(row.word)"), "\(row.word)")
            #expect(keys.contains("done.\(row.word).in") == row.takesRoom, "\(row.word)")
        }
    }

    @Test func `is told with the room that the person named`() throws {
        let english = try #require(Speech.languages["en"])
        let japanese = try #require(Speech.languages["ja"])

        #expect(english.done(.pause) == "Paused.")
        #expect(english.done(.pause, in: "kitchen") == "Paused in the kitchen.")
        #expect(english.done(.stop, everywhere: true) == "Stopped in every room.")
        #expect(english.done(.clear, in: "Ann's room") == "The queue of Ann's room is empty.")
        #expect(english.done(.volume(.set(.muted))) == "Muted.")
        #expect(english.done(.volume(.unmute), in: "study") == "The sound is back in the study.")
        #expect(english.done(.seek(.to(0))) == "From the beginning.")
        #expect(english.done(.seek(.to(90_000))) == "Moved within the song.")
        #expect(
            english.done(.remove([EntrySpan(EntryID(1))]), in: "study") == "It is out of the queue."
        )
        #expect(english.done(.reload) == "Done.")
        #expect(japanese.done(.stop, in: "書斎") == "書斎の再生を止めました。")
        #expect(japanese.done(.next, everywhere: true) == "すべての部屋で次の曲に進みます。")
    }
}
