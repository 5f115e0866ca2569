// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import LinuxSystem

@Suite struct `The map of users` {
    @Test func `shows everybody outside a user namespace, and in one that maps all`() {
        #expect(Accounts.mapsEverybody("         0          0 4294967295\n"))
        #expect(Accounts.mapsEverybody("0 0 65536\n65536 65536 4294901759\n"))
    }

    @Test func `hides users in a namespace that maps only some, and where it cannot be read`() {
        #expect(!Accounts.mapsEverybody("0 0 1\n998 998 1\n"))
        #expect(!Accounts.mapsEverybody("0 100000 65536\n"))
        #expect(!Accounts.mapsEverybody(""))
    }
}
