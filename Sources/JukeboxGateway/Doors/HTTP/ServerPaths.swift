// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Keeps the server's folders out of errors that go to clients.
enum ServerPaths {
    /// The text with each absolute path shortened to its last part: `/srv/music/a.mp3` is `a.mp3`.
    ///
    /// Texts of the daemon quote paths with “ and ”, so that spaces in them do not end them.
    static func hidden(in text: String) -> String {
        var result = ""
        var rest = text[...]
        var before: Character = " "
        while let character = rest.first {
            guard character == "/", !isPartOfWord(before) else {
                result.append(character)
                before = character
                rest = rest.dropFirst()
                continue
            }
            let isQuoted = before == "“"
            let path = rest.prefix { isQuoted ? $0 != "”" : !isEnd($0) }
            result += path.split(separator: "/").last.map(String.init) ?? "/"
            before = path.last ?? "/"
            rest = rest.dropFirst(path.count)
        }
        return result
    }

    private static func isPartOfWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "." || character == "/"
            || character == ":"
    }

    private static func isEnd(_ character: Character) -> Bool {
        character.isWhitespace || ",;()”\"".contains(character)
    }
}
