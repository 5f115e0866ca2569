// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// What a playlist file (M3U, M3U8) says: the paths, and the lines that could not be read.
public struct Playlist: Equatable, Sendable {
    /// A line that names a file.
    public struct Item: Equatable, Sendable {
        /// The line's number, from 1.
        public var line: Int
        /// The file, as a full path.
        public var path: EscapedPath

        /// Makes a line.
        public init(line: Int, path: EscapedPath) {
            self.line = line
            self.path = path
        }
    }

    /// A line that names nothing playable.
    public struct Problem: Equatable, Sendable {
        /// The line's number, from 1.
        public var line: Int
        /// Why.
        public var text: String

        /// Makes a problem.
        public init(line: Int, text: String) {
            self.line = line
            self.text = text
        }
    }

    /// The files in the list's order.
    public var items: [Item] = []
    /// What was skipped.
    public var problems: [Problem] = []

    /// Reads a list's bytes: CRLF, a BOM, comments, `file://` and paths relative to `folder`.
    ///
    /// - Parameters:
    ///   - bytes: the file as it is.
    ///   - folder: the folder that relative paths start from, without a slash at its end.
    ///   - isLatin: whether bytes that are not UTF-8 are Latin-1 (`.m3u`), or taken as they are.
    public init(bytes: [UInt8], folder: EscapedPath, isLatin: Bool) {
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        let isText = String(validating: rest, as: UTF8.self) != nil
        let lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let text = line.last == 0x0D ? line.dropLast() : line
            guard let first = text.first(where: { $0 != 0x20 && $0 != 0x09 }),
                first != UInt8(ascii: "#")
            else { continue }
            let name = !isText && isLatin ? Self.fromLatin(text) : Array(text)
            switch Self.path(name, folder) {
            case .success(let path): items.append(Item(line: index + 1, path: path))
            case .failure(let problem):
                problems.append(Problem(line: index + 1, text: problem.text))
            }
        }
    }

    /// Reads a single name as a list would: a full path, a relative path, or a `file://` URL.
    ///
    /// Unlike a line, it may contain a line break, and may begin with `#`.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - folder: The folder that a relative path starts from.
    /// - Returns: The full path, with `.` and `..` resolved by name; nil if it names no file.
    public static func path(of name: [UInt8], in folder: EscapedPath) -> EscapedPath? {
        try? path(name, folder).get()
    }

    private struct Unreadable: Error { var text: String }

    private static func path(_ name: [UInt8], _ folder: EscapedPath) -> Result<
        EscapedPath, Unreadable
    > {
        if let scheme = scheme(of: name) {
            let text = String(decoding: name, as: UTF8.self)
            guard scheme == "file" else {
                return .failure(
                    Unreadable(text: "“\(text)” is a stream, which cannot be played yet"))
            }
            let behind = name.dropFirst(7)
            guard let slash = behind.firstIndex(of: UInt8(ascii: "/")) else {
                return .failure(Unreadable(text: "“\(text)” names no path"))
            }
            return .success(
                clean(EscapedPath(escaped: String(decoding: behind[slash...], as: UTF8.self)).bytes)
            )
        }
        if name.contains(0) { return .failure(Unreadable(text: "the line holds a NUL byte")) }
        if name.first == UInt8(ascii: "/") { return .success(clean(name)) }
        return .success(clean(folder.bytes + [UInt8(ascii: "/")] + name))
    }

    /// What stands before `://`, in lower case; nil when the line is a plain path.
    private static func scheme(of name: [UInt8]) -> String? {
        guard let colon = name.firstIndex(of: UInt8(ascii: ":")), colon > 0,
            name[colon...].starts(with: "://".utf8), name[..<colon].allSatisfy(isSchemeByte)
        else { return nil }
        return String(decoding: name[..<colon], as: UTF8.self).lowercased()
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// Resolves `.` and `..` by name alone.
    private static func clean(_ bytes: [UInt8]) -> EscapedPath {
        var parts: [ArraySlice<UInt8>] = []
        for part in bytes.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual([UInt8(ascii: ".")]) { continue }
            if part.elementsEqual("..".utf8) {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return EscapedPath(bytes: parts.flatMap { [UInt8(ascii: "/")] + $0 })
    }

    private static func fromLatin(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.flatMap { byte in
            byte < 0x80 ? [byte] : [0xC0 | byte >> 6, 0x80 | byte & 0x3F]
        }
    }
}
