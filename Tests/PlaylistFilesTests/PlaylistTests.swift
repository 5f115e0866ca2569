// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import PlaylistFiles
import Testing

@Suite struct `Playlist files` {
    private func paths(_ text: [UInt8], isLatin: Bool = false) -> [String] {
        Playlist(bytes: text, folder: EscapedPath(escaped: "/lists/mine"), isLatin: isLatin)
            .items.map(\.path.text)
    }

    @Test func `name files relative to themselves, in full, or as file URLs`() {
        let text = "a.mp3\n../b.mp3\n/c/./d.mp3\nfile:///e%20f.mp3\nfile://localhost/g.mp3\n"

        #expect(
            paths(Array(text.utf8)) == [
                "/lists/mine/a.mp3", "/lists/b.mp3", "/c/d.mp3", "/e f.mp3", "/g.mp3",
            ])
    }

    @Test func `may have a BOM, Windows line ends, comments, blank lines, and no end`() {
        let text =
            [0xEF, 0xBB, 0xBF] + Array("#EXTM3U\r\n\r\n  \r\n#EXTINF:1,x\r\na.mp3\r\nb.mp3".utf8)

        #expect(paths(text) == ["/lists/mine/a.mp3", "/lists/mine/b.mp3"])
    }

    @Test func `in Latin-1 are understood where they are old`() {
        #expect(paths([0x63, 0xE9, 0x0A], isLatin: true) == ["/lists/mine/cé"])
        #expect(paths([0x63, 0xE9, 0x0A], isLatin: false) == ["/lists/mine/c%E9"])
    }

    @Test func `tell which lines cannot be played`() {
        let list = Playlist(
            bytes: Array("a.mp3\nhttp://x/y\nb.mp3\n".utf8), folder: EscapedPath(escaped: "/l"),
            isLatin: false)

        #expect(list.items.map(\.line) == [1, 3])
        #expect(list.problems.map(\.line) == [2])
    }

    @Test func `of any bytes, cut off anywhere, are read without harm`() {
        let text: [UInt8] = Array("#x\r\nfile:///%zz\n../../../../a\n\u{0}\n🎵".utf8) + [0xFF, 0xC3]
        for length in 0...text.count {
            let items = paths(Array(text[..<length]))
            #expect(items.allSatisfy { $0.hasPrefix("/") || $0.isEmpty })
        }
    }

    @Test func `and a single name may contain what a line may not`() {
        let folder = EscapedPath(escaped: "/l")
        func path(_ text: String) -> String? {
            Playlist.path(of: Array(text.utf8), in: folder)?.text
        }

        #expect(path("/a\nb.mp3") == "/a%0Ab.mp3")
        #expect(path("/a/../c\r") == "/c%0D")
        #expect(path("#1.mp3") == "/l/#1.mp3")
        #expect(path("file:///a%20b") == "/a b")
        #expect(path("http://x/y") == nil)
    }
}
