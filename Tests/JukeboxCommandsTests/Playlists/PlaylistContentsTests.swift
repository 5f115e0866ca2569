// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import Testing

@testable import JukeboxCommands

@Suite struct `The contents of a playlist` {
    @Test func `come in the order of the file, with what is wrong with each line`() {
        let answer = PlaylistAnswer(
            items: [.init(line: 2, text: "/a.mp3"), .init(line: 9, text: "/b\u{1B}.mp3")],
            problems: [.init(line: 4, text: "“http://x” is a stream\n")], hasMore: false)

        let contents = PlaylistContents(answer) { $0.text == "/a.mp3" }

        #expect(
            contents.words("x") == """
                /a.mp3
                [skipped: “http://x” is a stream␊]
                /b␛.mp3  [missing]
                2 songs, 1 missing, 1 skipped
                """)
        #expect(contents.json["missing"] == [9])
        #expect(contents.json["items"] == answer.json["items"])
    }

    @Test func `of an empty list are told as such`() {
        let contents = PlaylistContents(.init(items: [], problems: [], hasMore: false)) { _ in true
        }

        #expect(contents.words("Morning") == "“Morning” is empty")
    }
}
