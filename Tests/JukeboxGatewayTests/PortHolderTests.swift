// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import JukeboxGateway

@Suite struct `Who listens at a port` {
    @Test func `is read from the kernel's table, connections left out`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1A18 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0 100
               1: 0100007F:1A18 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 888 1 0 20
               2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 999 1 0 100
               broken line
            """

        #expect(PortHolder.inodes(table, listeningAt: 6680) == ["777"])
        #expect(PortHolder.inodes(table, listeningAt: 80) == ["999"])
        #expect(PortHolder.inodes(table, listeningAt: 443).isEmpty)
    }
}
