// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JSONLines
internal import JukeboxLogic
internal import Names
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import Stores

/// One scan of the music directories: a walker lists the files, readers read the tags of those
/// that are new or changed, and the catalogue takes it all in batches.
final class Scan {
    /// Whose wish it is; nil is our own.
    let key: OrderKey?
    private let prune: Bool
    private let folders: [String]
    private let program: String
    private let catalogue: Catalogue
    private let logger: Logger

    private var walker: Child?
    private var walkerLines = LineSplitter(limit: 65_536)
    private var known: [String: Catalogue.Stamp] = [:]
    private var counts: [String: Int] = [:]
    private var toRead: [EscapedPath] = []
    private var stamps: [String: Catalogue.Stamp] = [:]
    private var readers: [Reader] = []
    private var batch: [FileFacts] = []
    private var walked = false
    private var walkedAt = Clock.monotonic

    /// How many files were seen, read, and had something wrong.
    private(set) var seen = 0
    private(set) var read = 0
    private(set) var problems = 0
    private(set) var total = 0
    /// Whether it is over.
    private(set) var isDone = false

    /// A reading child, and the files that it has been given, the one at work first.
    private final class Reader {
        var child: Child
        var lines = LineSplitter(limit: 65_536)
        var given: [EscapedPath] = []
        var since = Clock.monotonic

        init(_ program: String, _ folders: [String]) throws {
            child = try Child(program, ["read"] + folders)
        }
    }

    /// A reader ended without a file's doing, so that the scan cannot go on.
    struct ReaderFailed: Error, CustomStringConvertible {
        var status: Int32

        var description: String { "jukebox-scanner ended with exit status \(status)" }
    }

    private static let readerCount = 2
    private static let ahead = 32
    private static let patience = MonotonicTime.Span.seconds(5)
    /// A walker that finds nothing for so long is in a mount that hangs.
    private static let walkersPatience = MonotonicTime.Span.seconds(30)

    init(
        key: OrderKey?, prune: Bool, folders: [String], program: String, catalogue: Catalogue,
        logger: Logger
    ) throws {
        self.key = key
        self.prune = prune
        self.folders = folders
        self.program = program
        self.catalogue = catalogue
        self.logger = logger
        known = try catalogue.stamps()
        guard !folders.isEmpty else {
            isDone = true
            return
        }
        walker = try Child(program, ["walk"] + folders)
    }

    var watched: [Watched] {
        var watched: [Watched] = []
        if let number = walker?.output.number { watched.append(Watched(number)) }
        for reader in readers { watched.append(Watched(reader.child.output.number)) }
        return watched
    }

    /// When a reader has had enough time for one file.
    var deadline: MonotonicTime? {
        let reading = readers.filter { !$0.given.isEmpty }.map { $0.since + Self.patience }
        let walking = walker == nil ? [] : [walkedAt + Self.walkersPatience]
        return (reading + walking).min()
    }

    /// Does what can be done now.
    func turn() throws {
        try walk()
        for reader in readers { try listen(to: reader) }
        readers.removeAll { $0.given.isEmpty && $0.child.pid == 0 }
        try feed()
        if walked, toRead.isEmpty, readers.allSatisfy({ $0.given.isEmpty }), !isDone {
            try finish()
        }
    }

    // MARK: Walking

    private func walk() throws {
        guard walker != nil else { return }
        var bytes: [UInt8] = []
        let result = readBytes(walker?.output.number ?? -1, into: &bytes, limit: 262_144)
        if !bytes.isEmpty { walkedAt = Clock.monotonic }
        for line in walkerLines.feed(bytes) {
            guard let json = JSON(parsing: line) else { continue }
            if json["done"]?.bool == true { walked = true }
            if let file = FileFacts(json) { saw(file) }
        }
        let isStuck = Clock.monotonic >= walkedAt + Self.walkersPatience
        if result == .end || isStuck {
            walker = nil
            if !walked {
                logger.warning(
                    "the music directories could not be walked to their end; what was not reached stays",
                    metadata: [
                        "why": isStuck ? "no news for 30 s: a mount hangs" : "the walker ended"
                    ])
                known = [:]
                walked = true
            }
        }
    }

    private func saw(_ file: FileFacts) {
        seen += 1
        if let folder = folders.first(where: { file.path.text.hasPrefix($0 + "/") }) {
            counts[folder, default: 0] += 1
        }
        let stamp = Catalogue.Stamp(size: file.size, modified: file.modified, inode: file.inode)
        guard known.removeValue(forKey: file.path.text) != stamp else { return }
        stamps[file.path.text] = stamp
        toRead.append(file.path)
        total += 1
    }

    // MARK: Reading

    private func feed() throws {
        while !toRead.isEmpty, readers.count < min(Self.readerCount, total) {
            readers.append(try Reader(program, folders))
        }
        for reader in readers where reader.given.count < Self.ahead / 2 {
            let more = Array(toRead.suffix(Self.ahead - reader.given.count))
            guard !more.isEmpty else { continue }
            toRead.removeLast(more.count)
            if reader.given.isEmpty { reader.since = Clock.monotonic }
            reader.given += more
            let lines = more.map { $0.text + "\n" }.joined()
            // At most 32 paths of 4 KiB: they may not all fit, and what does not is given again.
            let bytes = Array(lines.utf8)
            if writeBytes(reader.child.input, bytes[...]) != bytes.count {
                toRead += more
                reader.given.removeLast(more.count)
                reader.child.signal(9)
            }
        }
    }

    private func listen(to reader: Reader) throws {
        var bytes: [UInt8] = []
        let result = readBytes(reader.child.output.number, into: &bytes, limit: 65_536)
        for line in reader.lines.feed(bytes) {
            guard let file = JSON(parsing: line).flatMap(FileFacts.init), !reader.given.isEmpty
            else { continue }
            reader.given.removeFirst()
            reader.since = Clock.monotonic
            try take(file)
        }
        let late = !reader.given.isEmpty && Clock.monotonic >= reader.since + Self.patience
        switch result {
        case .end, .failed: try bury(reader, "it killed its reader")
        case .later where late: try bury(reader, "it took longer than 5 s to read")
        case .bytes, .later: break
        }
    }

    /// Notes the file that a reader died over, and starts another reader for the rest.
    private func bury(_ reader: Reader, _ why: String) throws {
        // A reader that ended by itself has a fault of its own: no file is to blame for that.
        if case .exited(let status)? = reader.child.reap() { throw ReaderFailed(status: status) }
        reader.child.signal(9)
        readers.removeAll { $0 === reader }
        guard let culprit = reader.given.first else { return }
        toRead += reader.given.dropFirst()
        let stamp = stamps[culprit.text] ?? Catalogue.Stamp(size: 0, modified: 0, inode: 0)
        logger.warning("file skipped", metadata: ["path": "\(culprit)", "why": "\(why)"])
        try take(
            FileFacts(
                path: culprit, size: stamp.size, modified: stamp.modified, inode: stamp.inode,
                problem: why))
    }

    private func take(_ file: FileFacts) throws {
        read += 1
        if file.problem != nil { problems += 1 }
        batch.append(file)
        if batch.count >= 200 { try flush() }
    }

    private func flush() throws {
        try catalogue.take(batch)
        batch = []
    }

    private func finish() throws {
        try flush()
        let gone = known.keys.sorted()
        // A folder that is empty now, or not there, was unmounted rather than cleared.
        let (away, removed) = gone.partitioned { path in
            guard let folder = folders.first(where: { path.hasPrefix($0 + "/") }) else {
                return false
            }
            return counts[folder] == nil
        }
        try catalogue.drop(away, away: !prune)
        try catalogue.drop(removed, away: false)
        readers = []
        isDone = true
        logger.notice(
            "scan done",
            metadata: [
                "files": "\(seen)", "read": "\(read)", "skipped": "\(problems)",
                "removed": "\(removed.count)", "away": "\(away.count)",
            ])
    }
}

extension Array {
    fileprivate func partitioned(_ isFirst: (Element) -> Bool) -> ([Element], [Element]) {
        (filter(isFirst), filter { !isFirst($0) })
    }
}
