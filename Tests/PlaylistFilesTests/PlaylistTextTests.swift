// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import PlaylistFiles
import Testing

@Suite struct `Adding to a playlist file` {
    private let folder = EscapedPath(escaped: "/srv/lists")

    private func added(
        _ text: String, _ paths: String..., folder: String = "/srv/lists"
    ) -> String {
        var list = PlaylistText(
            bytes: Array(text.utf8), folder: EscapedPath(escaped: folder), isLatin: false)
        list.append(paths.map { EscapedPath(escaped: $0) })
        return String(decoding: list.bytes, as: UTF8.self)
    }

    @Test func `writes as the line before: relative, in full, or as a URL`() {
        #expect(added("a.mp3\n", "/srv/lists/b.mp3", "/m/c.mp3") == "a.mp3\nb.mp3\n../../m/c.mp3\n")
        #expect(added("/m/a.mp3\n", "/srv/lists/b.mp3") == "/m/a.mp3\n/srv/lists/b.mp3\n")
        #expect(
            added("file:///m/a.mp3\n", "/m/b c.mp3") == "file:///m/a.mp3\nfile:///m/b%20c.mp3\n")
        #expect(added("/a.mp3\nb.mp3\n# c\n\n", "/d.mp3") == "/a.mp3\nb.mp3\n# c\n\n../../d.mp3\n")
    }

    @Test func `without such a line writes what is near relative, and all else in full`() {
        #expect(added("", "/srv/lists/x/b.mp3", "/m/c.mp3") == "x/b.mp3\n/m/c.mp3\n")
        #expect(added("http://radio/\n", "/m/c.mp3") == "http://radio/\n/m/c.mp3\n")
        var new = PlaylistText(newIn: folder)
        new.append([EscapedPath(escaped: "/m/c.mp3")])
        #expect(String(decoding: new.bytes, as: UTF8.self) == "#EXTM3U\n/m/c.mp3\n")
    }

    @Test func `keeps CRLF, a BOM, and completes a last line without an end`() {
        #expect(added("/a\r\n/b\r\n", "/c") == "/a\r\n/b\r\n/c\r\n")
        #expect(added("/a\r\n/b", "/c") == "/a\r\n/b\r\n/c\r\n")
        #expect(added("/a\r", "/c") == "/a\r\n/c\r\n")
        #expect(added("/a\r\n/b\n", "/c") == "/a\r\n/b\n/c\n")
        #expect(added("/a", "/c") == "/a\n/c\n")
        #expect(added("\u{FEFF}/a\r\n", "/c") == "\u{FEFF}/a\r\n/c\r\n")
        #expect(added("\n", "/c") == "\n/c\n")
        #expect(added("/a") == "/a")
    }

    @Test func `never writes a comment, a blank line or two lines`() {
        #expect(added("a\n", "/srv/lists/#1.mp3", "/srv/lists/ # b") == "a\n./#1.mp3\n./ # b\n")
        #expect(added("a\n", "/srv/lists/  ") == "a\n./  \n")
        #expect(
            added("/a\n", "/m/b%0Ac.mp3", "/m/d%0D") == "/a\nfile:///m/b%0Ac.mp3\nfile:///m/d%0D\n")
    }

    @Test func `keeps an old list in Latin-1, and a UTF-8 list in UTF-8`() {
        var old = PlaylistText(
            bytes: Array("/é\n".unicodeScalars.map { UInt8($0.value) }),
            folder: folder, isLatin: true)
        old.append([EscapedPath(escaped: "/ü"), EscapedPath(escaped: "/曲")])
        var new = PlaylistText(bytes: Array("/é\n".utf8), folder: folder, isLatin: true)
        new.append([EscapedPath(bytes: [0x2F, 0xFF])])

        #expect(
            old.bytes == [0x2F, 0xE9, 0x0A, 0x2F, 0xFC, 0x0A] + Array("file:///%E6%9B%B2\n".utf8))
        #expect(new.bytes == Array("/é\nfile:///%FF\n".utf8))
    }

    /// Lists of every kind, cut off at every byte: what was there is still there, byte by byte and
    /// as the reader understands it, and what was added is read back.
    @Test(arguments: [false, true])
    func `changes nothing that was there, and is read back, wherever a list was cut off`(
        isLatin: Bool
    ) {
        let lists: [[UInt8]] = [
            Array("#EXTM3U\r\n/m/a.mp3\r\n\r\n../b é.mp3\r\n".utf8),
            Array("\u{FEFF}file:///m/%C3%A9.mp3\n#x\n \nhttp://y/z\n曲.mp3".utf8),
            [0x63, 0xE9, 0x0A, 0x2F, 0xFF, 0xC3, 0x0D, 0x0A, 0x00, 0x0A, 0x61],
        ]
        let paths = [
            "/srv/lists/a", "/srv/lists/sub/é", "/srv/b", "/#", "/srv/lists/#", "/x/%FF%0A", "/曲",
            "/srv/lists/ ", "/srv/lists/%25a%25", "/srv/listsx/a", "/a:/b", "/srv/lists/c%0D",
        ].map { EscapedPath(escaped: $0) }

        for list in lists {
            for length in 0...list.count {
                let start = Array(list[..<length])
                let before = Playlist(bytes: start, folder: folder, isLatin: isLatin)
                var text = PlaylistText(bytes: start, folder: folder, isLatin: isLatin)
                text.append(paths)

                let after = Playlist(bytes: text.bytes, folder: folder, isLatin: isLatin)
                #expect(text.bytes.starts(with: start))
                #expect(Array(after.items.prefix(before.items.count)) == before.items)
                #expect(after.items.dropFirst(before.items.count).map(\.path) == paths)
                #expect(after.problems == before.problems)
            }
        }
    }

    @Test func `takes 20,000 files without delay`() {
        var list = PlaylistText(newIn: folder)
        list.append((0..<20_000).map { EscapedPath(escaped: "/srv/lists/\($0).mp3") })
        for number in 0..<3 { list.append([EscapedPath(escaped: "/m/\(number).mp3")]) }

        let read = Playlist(bytes: list.bytes, folder: folder, isLatin: false)
        #expect(read.items.count == 20_003)
    }
}
