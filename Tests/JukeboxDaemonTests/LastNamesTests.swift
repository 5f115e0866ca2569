// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Names
import Testing

@testable import JukeboxDaemon

@Suite struct `The last name of an artist` {
    private struct Nothing: KnownNames {
        func hasTrack(title: String?, artist: String?, album: String?) -> Bool { false }
        func playlist(_ key: String) -> String? { nil }
    }

    private let names = LastNames(
        ["johann pachelbel", "michael jackson", "janet jackson", "prince"], Nothing())

    @Test func `stands for the only artist that has it`() {
        #expect(names.artist("pachelbel") == "johann pachelbel")
        #expect(names.artist("johann pachelbel") == "johann pachelbel")
    }

    @Test func `stands for none of several artists`() {
        #expect(names.artist("jackson") == "jackson")
        #expect(names.artist("prince") == "prince")
    }
}
