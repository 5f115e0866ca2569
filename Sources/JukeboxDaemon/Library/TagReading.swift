// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import Stores

/// Reads the tags of files in a few child processes, and finds the file to blame when one dies.
///
/// A reader works in the order of asking, so the first file without an answer is the suspect; the
/// others are given to another reader. A suspect is read once more in a fresh reader that has
/// nothing else to read. A file that takes too long is left for the next scan.
final class TagReading {
    /// A file to read.
    struct File {
        var path: EscapedPath
        var stamp: Catalogue.Stamp
    }

    /// A reader ended by itself, so that reading cannot go on.
    struct ReaderFailed: Error, CustomStringConvertible {
        var status: Int32

        var description: String { "jukebox-scanner ended with exit status \(status)" }
    }

    private final class Reader {
        let child: ScannerChild
        /// Whether it reads one suspect and nothing else.
        let isTrial: Bool
        /// The files without an answer, the one at work first.
        var given: [File] = []
        var since = Clock.monotonic

        init(_ program: String, _ folders: [String], isTrial: Bool) throws {
            child = try ScannerChild(program, ["read"] + folders)
            self.isTrial = isTrial
        }

        func give(_ files: [File]) {
            if given.isEmpty { since = Clock.monotonic }
            given += files
            child.send(files.map(\.path))
        }
    }

    private static let readerCount = 2
    private static let ahead = 32
    private static let patience = MonotonicTime.Span.seconds(5)
    /// This many files in a row without an answer mean a dead disk.
    private static let mostTimeouts = 8

    private let program: String
    private let folders: [String]
    private let logger: Logger
    private var readers: [Reader] = []
    private var waiting: [File] = []
    private var suspects: [File] = []
    private var timeouts = 0
    private var results: [FileFacts] = []

    init(program: String, folders: [String], logger: Logger) {
        self.program = program
        self.folders = folders
        self.logger = logger
    }

    /// Adds a file to be read.
    func add(_ file: File) { waiting.append(file) }

    /// Whether every file has been read, or given up.
    var isIdle: Bool {
        waiting.isEmpty && suspects.isEmpty && results.isEmpty
            && readers.allSatisfy { $0.given.isEmpty }
    }

    /// The descriptors to wait for before the next turn.
    var watched: [Watched] { readers.flatMap(\.child.watched) }

    /// When a reader has had enough time for one file.
    var deadline: MonotonicTime? {
        readers.filter { !$0.given.isEmpty }.map { $0.since + Self.patience }.min()
    }

    /// Does the work that is possible now, and returns the files that were read or given up.
    func turn() throws -> [FileFacts] {
        for reader in readers { try listen(to: reader) }
        try feed()
        try tryAlone()
        defer { results = [] }
        return results
    }

    private func feed() throws {
        readers.removeAll { $0.isTrial && $0.given.isEmpty }
        while readers.count < min(Self.readerCount, waiting.count) {
            readers.append(try Reader(program, folders, isTrial: false))
        }
        // A fair share each: as few others as possible wait for a slow file.
        let share = (waiting.count + Self.readerCount - 1) / Self.readerCount
        for reader in readers where !reader.isTrial && reader.given.count < Self.ahead / 2 {
            let files = waiting.suffix(min(share, Self.ahead - reader.given.count))
            guard !files.isEmpty else { continue }
            waiting.removeLast(files.count)
            reader.give(files.reversed())
        }
    }

    private func tryAlone() throws {
        while waiting.isEmpty, let suspect = suspects.last {
            if readers.count >= Self.readerCount {
                guard let idle = readers.firstIndex(where: \.given.isEmpty) else { return }
                readers.remove(at: idle)
            }
            suspects.removeLast()
            let reader = try Reader(program, folders, isTrial: true)
            readers.append(reader)
            reader.give([suspect])
        }
    }

    private func listen(to reader: Reader) throws {
        for case .file(let facts) in reader.child.turn() {
            // An answer about another file is ignored.
            guard let index = reader.given.firstIndex(where: { $0.path == facts.path }) else {
                continue
            }
            reader.given.remove(at: index)
            reader.since = Clock.monotonic
            timeouts = 0
            results.append(facts)
        }
        if let end = reader.child.end {
            try bury(reader, end)
        } else if !reader.given.isEmpty, Clock.monotonic >= reader.since + Self.patience {
            giveUp(reader)
        }
    }

    private func bury(_ reader: Reader, _ end: ExitStatus) throws {
        readers.removeAll { $0 === reader }
        guard let suspect = reader.given.first else { return }
        waiting += reader.given.dropFirst()
        switch end {
        case .exited(let status):
            // A reader that ended by itself has a fault of its own: no file is to blame for it.
            waiting.append(suspect)
            throw ReaderFailed(status: status)
        case .signalled(let signal):
            guard reader.isTrial else { return suspects.append(suspect) }
            // Someone killed it, or memory ran out: it did not crash.
            let isKilled = [SIGKILL, SIGTERM, SIGHUP, SIGINT].contains(signal)
            skip(
                suspect, "it ended its reader twice, by \(end)",
                retry: isKilled ? .nextScan : .nextStart)
        case .unknown:
            guard reader.isTrial else { return suspects.append(suspect) }
            skip(suspect, "it ended its reader twice", retry: .nextScan)
        }
    }

    /// Kills a reader that is too slow, and leaves its file for the next scan.
    private func giveUp(_ reader: Reader) {
        reader.child.kill()
        readers.removeAll { $0 === reader }
        guard let slow = reader.given.first else { return }
        waiting += reader.given.dropFirst()
        skip(slow, "it took longer than 5 s to read", retry: .nextScan)
        timeouts += 1
        guard timeouts >= Self.mostTimeouts, !(waiting.isEmpty && suspects.isEmpty) else { return }
        logger.warning(
            "\(timeouts) files in a row could not be read in time; the others wait for the next scan",
            metadata: ["files": "\(waiting.count + suspects.count)"])
        waiting = []
        suspects = []
    }

    private func skip(_ file: File, _ why: String, retry: FileFacts.Retry) {
        let next =
            retry == .nextScan
            ? "it is read again at the next scan"
            : "it is read again once it has changed or the daemon has restarted"
        logger.warning(
            "file skipped", metadata: ["path": "\(file.path)", "why": "\(why)", "next": "\(next)"])
        results.append(
            FileFacts(
                path: file.path, size: file.stamp.size, modified: file.stamp.modified,
                inode: file.stamp.inode, problem: why, retry: retry))
    }
}
