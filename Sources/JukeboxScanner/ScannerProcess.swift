// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// The scanner as a process: `walk` lists files, `read` reads tags; one line of JSON per file.
public enum ScannerProcess {
    static let help = """
        jukebox-scanner lists music files and reads their tags. The daemon starts it; by hand:

          jukebox-scanner walk DIR…     one line per file: path, size, mtime, inode; then "done"
          jukebox-scanner read DIR…     reads paths from stdin, one a line, and answers each
                                        with the file's tags; reads nothing outside DIR…

        A symbolic link is followed if its target lies inside one of the DIRs; another gets a line
        of its own. Titles, artists and albums are cut to 1,024 bytes.
        """

    /// Reads the command line and works until the end of stdin or of the folders.
    ///
    /// - Returns: the exit status.
    public static func main(_ arguments: [String]) -> Int32 {
        guard let verb = arguments.first, arguments.count > 1, ["walk", "read"].contains(verb)
        else {
            let asked = arguments.first == "--help" || arguments.first == "-h"
            write(Array((help + "\n").utf8), to: asked ? 1 : 2)
            return asked ? 0 : 64
        }
        Sandbox.dieWithParent()
        let folders = Array(arguments.dropFirst())
        nice(19)
        let strength = Sandbox.enter(
            reading: folders + ["/usr", "/lib", "/lib64", "/etc/ld.so.cache"], writing: [],
            devices: false, sockets: false, memoryMiB: 1024)
        if case .failed(let code) = strength {
            write(Array("jukebox-scanner: no sandbox (error \(code))\n".utf8), to: 2)
            return 71
        }
        if verb == "walk" {
            var walk = FolderWalk(roots: folders.map { Array($0.utf8) })
            walk.run()
        } else {
            read()
        }
        return 0
    }

    /// Writes all bytes; gives up if the reader has gone.
    static func write(_ bytes: [UInt8], to number: CInt = 1) {
        var rest = bytes[...]
        while !rest.isEmpty, let count = writeBytes(number, rest) { rest = rest.dropFirst(count) }
    }

    private static func read() {
        var splitter = LineSplitter(limit: ScannerLine.longest)
        while true {
            var bytes: [UInt8] = []
            switch readBytes(0, into: &bytes, limit: 65_536) {
            case .bytes: break
            case .later: continue
            case .end, .failed: return
            }
            for line in splitter.feed(bytes) {
                let path = EscapedPath(escaped: String(decoding: line, as: UTF8.self))
                write(Array((FileReader.facts(of: path).json.line + "\n").utf8))
            }
        }
    }

    /// The name's extension in lower case; empty if it has none.
    static func ending(_ name: ArraySlice<UInt8>) -> String {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return "" }
        return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
    }
}

extension FileFacts {
    /// The facts that the file system has about a file.
    init(path: EscapedPath, _ facts: stat) {
        // A time after the year 2262 wraps round: it is only ever compared.
        let modified =
            Int64(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(facts.st_mtim.tv_nsec)
        self.init(
            path: path, size: Int64(facts.st_size), modified: modified,
            inode: Int64(bitPattern: UInt64(facts.st_ino)))
    }
}

/// The kernel's words for an error number.
func meaning(of code: CInt) -> String { SystemError("", "", code: code).meaning }
