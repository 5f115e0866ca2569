// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Testing

@Suite struct `The help` {
    @Test(arguments: [20, 40, 80, 300])
    func `of a command names its words, options and examples`(width: Int) throws {
        let play = try #require(Sample.program.command("play"))

        let help = play.help(Sample.program, path: ["play"], width: width)

        #expect(help.hasPrefix("Usage: box play [OPTION…] [MUSIC…]\n\nOrder music.\n"))
        for part in ["--to ROOM", "-n, --now", "--json", "box play canon", "add"] {
            #expect(help.contains(part), "\(part)")
        }
    }

    @Test func `of the program lists the groups`() {
        let overview = Sample.program.overview(width: 80)

        #expect(overview.contains("\n  Play  play MUSIC, seek 1:30\n  Look  list show\n"))
    }

    @Test func `as a manual page escapes what troff would read`() {
        let page = Sample.program.manual(section: 1)

        #expect(page.hasPrefix(".TH \"BOX\" 1 "))
        #expect(page.contains(".B \\-\\-to ROOM\n"))
        #expect(page.split(separator: "\n").allSatisfy { !$0.hasPrefix("'") })
    }
}
