// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A word of a command line, as its bytes: a file's name need not be UTF-8.
public struct Word: Hashable, Sendable {
    /// The bytes as they were typed.
    public let bytes: [UInt8]
    /// The text, in which invalid UTF-8 is replaced by “�”.
    public let text: String

    /// Makes a word from bytes.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
        text = String(decoding: self.bytes, as: UTF8.self)
    }

    /// Makes a word from text.
    public init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// Whether the bytes are valid UTF-8.
    public var isUTF8: Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// The words of this process's command line, without the program's name.
    public static var commandLine: [Word] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            unsafe CommandLine.unsafeArgv[index].map { start in
                var count = 0
                while unsafe start[count] != 0 { count += 1 }
                return Word(
                    bytes: unsafe UnsafeBufferPointer(start: start, count: count).map {
                        UInt8(bitPattern: $0)
                    })
            }
        }
    }
}
