// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@testable import JukeboxPlayer

@Suite struct `A player that quits` {
    @Test func `does not call a song heard that ends while it fades out`() throws {
        let songs = try Songs()
        let player = try RecordingPlayer(songs.folder + "/heard.wav")
        player.obey(.play(songs.piece(2), fromMilliseconds: 0, paused: false))
        while player.played.isEmpty { player.tick() }

        player.obey(.quit)
        let told = player.events.count
        while !player.player.isDone { player.tick() }

        #expect(player.events.last == .obeyed)
        #expect(player.events.count == told)
        #expect(player.ended == [])
    }
}
