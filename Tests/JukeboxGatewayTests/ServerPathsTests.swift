// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import JukeboxGateway

@Suite struct `A server's paths in an error` {
    @Test(arguments: [
        ("“/srv/my music/a b.mp3” is gone", "“a b.mp3” is gone"),
        ("outside the folders (/srv/music, /mnt/nas/more)", "outside the folders (music, more)"),
        ("no playlist “x” in /srv/lists", "no playlist “x” in lists"),
        ("say /v1/search?q=beat", "say search?q=beat"),
        ("AC/DC and http://a/b stay", "AC/DC and http://a/b stay"),
        ("/", "/"), ("", ""), ("50/50", "50/50"),
    ])
    func `are shortened to their last part`(text: String, shown: String) {
        #expect(ServerPaths.hidden(in: text) == shown)
    }
}
