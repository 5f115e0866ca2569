// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JukeboxLogic
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import Stores

/// One scan of the music folders: a walker lists the files, readers read the tags of those that
/// are new or changed, and the catalogue takes it all in batches.
final class Scan {
    /// The order that asked for it; nil for the daemon's own.
    let key: OrderKey?
    private let prune: Bool
    private let folders: [EscapedPath]
    private let catalogue: Catalogue
    private let logger: Logger

    private let reading: TagReading
    private var walker: ScannerChild?
    private var known: [EscapedPath: Catalogue.Known]
    private var found: Set<EscapedPath> = []
    private var notEmpty: Set<EscapedPath> = []
    private var unreadable: Set<EscapedPath> = []
    private var batch: [FileFacts] = []
    private var back: [EscapedPath] = []
    private var links = 0
    private var cameBack = 0
    private let isRepeated: Bool
    private var hasWalked = false
    private var isWholeWalk = false

    /// How many files were seen, read, and had something wrong.
    private(set) var seen = 0
    private(set) var read = 0
    private(set) var problems = 0
    private(set) var total = 0
    /// Whether the library was empty when it began.
    let isFirst: Bool
    /// Whether it is over.
    private(set) var isDone = false
    /// Whether a music folder was missing, empty or unreadable, or was not walked to its end; a
    /// folder inside it that cannot be read, like `lost+found`, does not count.
    var isIncomplete: Bool { !isWholeWalk || !folders.allSatisfy(notEmpty.contains) }

    /// A walker without output for this long hangs in a mount; a healthy one writes every 5 s.
    private static let patience = MonotonicTime.Span.seconds(30)
    /// How many links, and how many folders, are named in the log.
    private static let mostNamed = 20

    init(
        key: OrderKey?, prune: Bool, folders: [String], program: String, catalogue: Catalogue,
        isRepeated: Bool = false, logger: Logger
    ) throws {
        self.key = key
        self.isRepeated = isRepeated
        self.prune = prune
        self.folders = folders.map { folder in
            let end = folder.utf8.lastIndex { $0 != UInt8(ascii: "/") } ?? folder.startIndex
            return EscapedPath(bytes: folder.utf8[...end])
        }
        self.catalogue = catalogue
        self.logger = logger
        reading = TagReading(program: program, folders: folders, logger: logger)
        known = try catalogue.known()
        isFirst = known.isEmpty
        guard !folders.isEmpty else {
            isDone = true
            return
        }
        walker = try ScannerChild(program, ["walk"] + folders)
    }

    /// What to wait for before the next turn.
    var watched: [Watched] { (walker?.watched ?? []) + reading.watched }

    /// When a process has had enough time.
    var deadline: MonotonicTime? {
        let walking = walker.map { $0.lastNews + Self.patience }
        return [walking, reading.deadline].compactMap { $0 }.min()
    }

    /// Does the work that is possible now.
    func turn() throws {
        walk()
        do {
            for file in try reading.turn() { try take(file) }
        } catch {
            try flush()
            throw error
        }
        if back.count >= 200 { try flush() }
        if hasWalked, reading.isIdle, !isDone { try finish() }
    }

    // MARK: Walking

    private func walk() {
        guard let walker else { return }
        for line in walker.turn() {
            switch line {
            case .file(let file): saw(file)
            case .unreadable(let path, let why): cannotRead(path, why)
            case .link(let path, let why): passedOver(path, why)
            case .done: isWholeWalk = true
            case .alive: break
            }
        }
        let isStuck = Clock.monotonic >= walker.lastNews + Self.patience
        guard walker.isSilent || isStuck else { return }
        if isStuck { walker.kill() }
        self.walker = nil
        hasWalked = true
        guard !isWholeWalk else { return }
        logger.warning(
            "the music folders were not walked to their end; what was not reached stays",
            metadata: ["why": isStuck ? "no news for 30 s: a mount hangs" : "the walker ended"])
    }

    private func saw(_ file: FileFacts) {
        // A path that is not asked for, or was found already (in nested music folders).
        guard folders.contains(where: file.path.isInside), found.insert(file.path).inserted else {
            return
        }
        seen += 1
        for folder in folders where file.path.isInside(folder) { notEmpty.insert(folder) }
        let stamp = Catalogue.Stamp(size: file.size, modified: file.modified, inode: file.inode)
        let old = known[file.path]
        guard let old, old.stamp == stamp, !old.mustRetry else {
            reading.add(TagReading.File(path: file.path, stamp: stamp))
            total += 1
            return
        }
        if old.isAway { back.append(file.path) }
    }

    private func cannotRead(_ path: EscapedPath, _ why: String) {
        unreadable.insert(path)
        guard unreadable.count <= Self.mostNamed, !isRepeated else { return }
        logger.warning(
            "cannot be read; the tracks in it stay in the library as away",
            metadata: ["path": "\(path)", "why": "\(why)"])
    }

    private func passedOver(_ path: EscapedPath, _ why: String) {
        links += 1
        guard links <= Self.mostNamed, !isRepeated else { return }
        logger.warning("link not followed", metadata: ["path": "\(path)", "why": "\(why)"])
    }

    // MARK: The catalogue

    private func take(_ file: FileFacts) throws {
        read += 1
        if file.problem != nil { problems += 1 }
        batch.append(file)
        if batch.count >= 200 { try flush() }
    }

    private func flush() throws {
        try catalogue.take(batch)
        try catalogue.comeBack(back)
        cameBack += back.count
        batch = []
        back = []
    }

    private func finish() throws {
        try flush()
        var gone = Gone()
        if isWholeWalk {
            for path in known.keys where !found.contains(path) { sort(path, into: &gone) }
        }
        try catalogue.drop(gone.unreadable, away: true)
        try catalogue.drop(gone.away, away: !prune)
        try catalogue.drop(gone.removed, away: false)
        isDone = true
        // A folder that is still away is looked for often, and told of once.
        guard !isRepeated || read + cameBack > 0 else { return }
        logger.notice(
            "scan done",
            metadata: [
                "files": "\(seen)", "read": "\(read)", "skipped": "\(problems)",
                "removed": "\(gone.removed.count)",
                "away": "\(gone.away.count + gone.unreadable.count)",
                "links_not_followed": "\(links)", "unreadable": "\(unreadable.count)",
            ])
    }

    /// The files in the catalogue that the walk did not find.
    private struct Gone {
        /// Below something that cannot be read now: kept even by a prune.
        var unreadable: [EscapedPath] = []
        /// In a music folder that is missing or empty: unmounted rather than cleared.
        var away: [EscapedPath] = []
        /// Gone from a folder that exists and is not empty.
        var removed: [EscapedPath] = []
    }

    private func sort(_ path: EscapedPath, into gone: inout Gone) {
        let above = sequence(first: path, next: \.parent)
        if !unreadable.isEmpty, above.contains(where: unreadable.contains) {
            gone.unreadable.append(path)
        } else if let folder = folders.filter(path.isInside).max(by: {
            $0.text.utf8.count < $1.text.utf8.count
        }), !notEmpty.contains(folder) {
            gone.away.append(path)
        } else {
            gone.removed.append(path)
        }
    }
}
