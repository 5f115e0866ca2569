// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The name of a playlist that may become a file: without a slash, without a dot at its start, and
/// without control characters.
public struct PlaylistName: Equatable, Sendable {
    /// The name, without the ending of its file.
    public let text: String

    /// The most bytes of a name; a file name has at most 255.
    public static let longest = 200

    /// Checks a name; an ending `.m3u8` or `.m3u` is dropped.
    ///
    /// - Throws: Why the name cannot be one.
    public init(_ text: String) throws(Fault) {
        let lower = text.lowercased()
        let ending = PlaylistFolder.endings.first { lower.hasSuffix($0) && lower != $0 }
        let name = String(text.dropLast(ending?.count ?? 0))
        guard name.contains(where: { !$0.isWhitespace }) else { throw .empty }
        guard name.utf8.count <= Self.longest else { throw .tooLong }
        guard name.utf8.first != UInt8(ascii: ".") else { throw .beginsWithDot }
        guard !name.utf8.contains(UInt8(ascii: "/")) else { throw .hasSlash }
        guard name.unicodeScalars.allSatisfy(Self.isVisible) else { throw .hasControlCharacter }
        self.text = name
    }

    /// Whether a character may stand in a name; those that change a line's direction may not.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        case .format: scalar.value == 0x200C || scalar.value == 0x200D  // joins letters and emoji
        default: scalar != "\u{FFFD}"  // stands for bytes that are not UTF-8
        }
    }

    /// Why a text is not a name.
    public enum Fault: Error, Equatable, Sendable, CustomStringConvertible {
        /// Nothing visible is in it.
        case empty
        /// It has over 200 bytes.
        case tooLong
        /// It would be a hidden file, or `..`.
        case beginsWithDot
        /// It would lie in another folder.
        case hasSlash
        /// It contains a line break, an escape or bytes that are not UTF-8.
        case hasControlCharacter

        /// The fault as the end of a sentence about the name.
        public var description: String {
            switch self {
            case .empty: "is empty"
            case .tooLong: "has more than \(PlaylistName.longest) bytes"
            case .beginsWithDot: "begins with a dot"
            case .hasSlash: "contains a slash"
            case .hasControlCharacter: "contains a control character"
            }
        }
    }
}
