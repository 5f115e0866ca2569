// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// The bytes of a playlist file, to which files can be added.
///
/// A pure value. An addition keeps every byte that is there, also those that are not understood, and
/// writes as the lines before it: with their line ends, and with relative paths, full paths or
/// `file://` URLs. A path that cannot be written as text in the file's encoding, or that contains a
/// line break, becomes a URL with escapes, which every line may be.
public struct PlaylistText: Equatable, Sendable {
    /// The file as it is.
    public private(set) var bytes: [UInt8]

    private let folder: EscapedPath
    private let isLatin: Bool

    /// Takes a file as it is.
    ///
    /// - Parameters:
    ///   - bytes: The file's bytes.
    ///   - folder: The folder that relative paths start from, without a slash at its end.
    ///   - isLatin: Whether bytes that are not UTF-8 are Latin-1 (`.m3u`).
    public init(bytes: [UInt8], folder: EscapedPath, isLatin: Bool) {
        self.bytes = bytes
        self.folder = folder
        self.isLatin = isLatin
    }

    /// Makes a new list, in UTF-8.
    ///
    /// - Parameter folder: The folder that relative paths start from, without a slash at its end.
    public init(newIn folder: EscapedPath) {
        self.init(bytes: Array("#EXTM3U\n".utf8), folder: folder, isLatin: false)
    }

    /// How a line names a file.
    private enum Style {
        case relative, full, url
    }

    /// Adds files at the end.
    ///
    /// - Parameter paths: Full paths.
    public mutating func append(_ paths: [EscapedPath]) {
        guard !paths.isEmpty else { return }
        let end: [UInt8] = endsLinesWithCarriageReturn ? [0x0D, 0x0A] : [0x0A]
        let isOldEncoding = isLatin && String(validating: bytes, as: UTF8.self) == nil
        let style = lastStyle
        if let last = bytes.last, last != 0x0A { bytes += last == 0x0D ? [0x0A] : end }
        for path in paths {
            bytes += line(path, style, isOldEncoding: isOldEncoding)
            bytes += end
        }
    }

    // MARK: What the file's lines look like

    /// Whether the last line that ends at all ends with CR LF.
    private var endsLinesWithCarriageReturn: Bool {
        guard let feed = bytes.lastIndex(of: 0x0A) else { return bytes.last == 0x0D }
        return feed > 0 && bytes[feed - 1] == 0x0D
    }

    /// How the last line with a file names it; nil if there is none.
    private var lastStyle: Style? {
        let list = Playlist(bytes: bytes, folder: folder, isLatin: isLatin)
        guard let number = list.items.last?.line else { return nil }
        let lines = bytes.split(
            separator: 0x0A, maxSplits: number, omittingEmptySubsequences: false)
        var line = lines[number - 1]
        if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        if line.first == UInt8(ascii: "/") { return .full }
        let start = String(decoding: line.prefix(7), as: UTF8.self).lowercased()
        return start == "file://" ? .url : .relative
    }

    // MARK: Lines

    private func line(_ path: EscapedPath, _ style: Style?, isOldEncoding: Bool) -> [UInt8] {
        let bytes = path.bytes
        // A carriage return is safe inside a line, but not at its end.
        guard style != .url, !bytes.contains(0x0A), bytes.last != 0x0D,
            let text = String(validating: bytes, as: UTF8.self)
        else { return Self.url(bytes) }
        let isNear = path != folder && path.isInside(folder)
        let isRelative = style.map { $0 == .relative } ?? isNear
        let plain = isRelative ? relative(bytes) : Array(text.utf8)
        guard isOldEncoding else { return plain }
        return Self.latin(plain) ?? Self.url(bytes)
    }

    /// The way from the folder to a file; it is a comment or a blank line in no case.
    private func relative(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let from = folder.bytes.split(separator: slash)
        let to = path.split(separator: slash)
        var common = 0
        while common < from.count, common < to.count - 1, from[common] == to[common] { common += 1 }
        let up = [UInt8]((0..<(from.count - common)).flatMap { _ in Array("../".utf8) })
        let way = up + to[common...].joined(separator: [slash])
        let first = way.first { $0 != 0x20 && $0 != 0x09 }
        guard let first, first != UInt8(ascii: "#") else { return Array("./".utf8) + way }
        return way
    }

    private static func url(_ path: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return Array("file://".utf8)
            + path.flatMap { byte in
                isPlain(byte)
                    ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
    }

    /// Whether a byte may stand in a URL's path as it is, see RFC 3986, section 3.3.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "/-._~!$&'()*+,;=:@".utf8.contains(byte)
        }
    }

    /// UTF-8 as Latin-1; nil if a character does not exist there.
    private static func latin(_ text: [UInt8]) -> [UInt8]? {
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
        guard scalars.allSatisfy({ $0.value <= 0xFF }) else { return nil }
        return scalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
