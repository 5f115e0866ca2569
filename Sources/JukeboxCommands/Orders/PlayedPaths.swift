// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// The files and folders that a `play` names: as words, or as lines on stdin.
struct PlayedPaths {
    /// The absolute paths, in the order given.
    let paths: [EscapedPath]

    /// The most that one call may order.
    static let most = 20_000

    /// One order for each.
    var requests: [Order.Request] { paths.map { Order.Request(path: $0) } }

    /// Reads the words of a line; nil if they are a sentence.
    ///
    /// Words are paths if each one has a slash or exists as a file, and at least one exists. A lone
    /// “-” stands for the lines on stdin.
    init?(_ line: ParsedLine) throws {
        if line.words == [Word("-")] {
            paths = try Self.lines(line)
            return
        }
        let exist = line.words.map { Self.exists($0.bytes) }
        let arePaths = zip(line.words, exist).allSatisfy { word, exists in
            exists || word.bytes.contains(UInt8(ascii: "/"))
        }
        guard arePaths, exist.contains(true) || Self.areAbsolute(line.words) else { return nil }
        if let index = exist.firstIndex(of: false) {
            throw Failure.refused("“\(line.words[index].text)” does not exist")
        }
        guard line.words.count <= Self.most else {
            throw line.usage("\(Self.most) files are the most in one call")
        }
        paths = line.words.map { EscapedPath(bytes: Self.absolute($0.bytes)) }
    }

    private static func areAbsolute(_ words: [Word]) -> Bool {
        words.allSatisfy { $0.bytes.first == UInt8(ascii: "/") }
    }

    private static func exists(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty, !bytes.contains(0) else { return false }
        return (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
            $0.baseAddress.map { access($0, F_OK) == 0 } ?? false
        }
    }

    private static func lines(_ line: ParsedLine) throws -> [EscapedPath] {
        guard let bytes = FileContents.read(0, atMost: 64 << 20) else {
            throw Failure.usage("stdin cannot be read, or has more than 64 MiB")
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.last == UInt8(ascii: "\r") ? line.dropLast() : line
        }.filter { !$0.isEmpty }
        guard !lines.isEmpty else { throw line.usage("there is no file on stdin") }
        guard lines.count <= most else {
            throw line.usage("\(most) files are the most in one call; stdin has \(lines.count)")
        }
        return lines.map { EscapedPath(bytes: absolute(Array($0))) }
    }

    /// The path from the root; the daemon has another working directory.
    private static func absolute(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.first != UInt8(ascii: "/"), let folder = getcwd(nil, 0) else { return bytes }
        defer { free(folder) }
        return Array(String(cString: folder).utf8) + [UInt8(ascii: "/")] + bytes
    }
}
