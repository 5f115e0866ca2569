// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import Stores

/// The library thread: scans the music folders; the only writer of the catalogue.
final class LibraryThread {
    private let inbox: Mailbox<LibraryMessage>
    private let main: Mailbox<MainMessage>
    private let catalogue: Catalogue
    private let progress: ScanProgress
    private let programs: Programs
    private let logger: Logger
    private let reaper = Reaper()
    private var settings: Settings
    private var scan: Scan?
    private var nextScans: [(key: OrderKey?, prune: Bool)] = []
    /// Looks again for music folders that were away in the last scan.
    private var lookAgain: LookAgain?

    init(
        inbox: Mailbox<LibraryMessage>, main: Mailbox<MainMessage>, catalogue: Catalogue,
        progress: ScanProgress, settings: Settings, programs: Programs, logger: Logger
    ) {
        self.inbox = inbox
        self.main = main
        self.catalogue = catalogue
        self.progress = progress
        self.settings = settings
        self.programs = programs
        self.logger = logger
    }

    /// Runs as long as the process.
    func run() {
        while true {
            reap()
            var watched = [Watched(inbox.number)] + (scan?.watched ?? []) + reaper.watched
            // The next scan begins as soon as the one before has ended.
            let next = scan == nil ? nextScans.isEmpty ? lookAgain?.at : Clock.monotonic : nil
            poll(&watched, until: [next, scan?.deadline, reaper.deadline].compactMap { $0 }.min())
            inbox.take().forEach(take)
            turnScan()
        }
    }

    private func take(_ message: LibraryMessage) {
        switch message {
        case .scan(let key, let prune): nextScans.append((key, prune))
        case .musicMayBeBack:
            lookAgain?.at = Clock.monotonic
            // A scan that is under way may have passed by already.
            if scan != nil, nextScans.isEmpty { nextScans.append((nil, false)) }
        case .learned(let path, let milliseconds): learn(path, milliseconds)
        case .settings(let settings): self.settings = settings
        }
    }

    private func learn(_ path: EscapedPath, _ milliseconds: Int64) {
        do {
            try catalogue.learn(path: path, milliseconds: milliseconds)
        } catch {
            logger.warning(
                "a song's length could not be kept; it is measured again when it is next played",
                metadata: ["path": "\(path)", "error": "\(error)"])
        }
    }

    private func reap() {
        for pid in reaper.turn(at: Clock.monotonic) {
            logger.error("scanner cannot be killed; left alone", metadata: ["pid": "\(pid)"])
        }
    }

    // MARK: Scans

    private func turnScan() {
        var key = scan?.key
        do {
            if scan == nil, !nextScans.isEmpty {
                let next = nextScans.removeFirst()
                key = next.key
                try start(next.key, prune: next.prune)
            } else if scan == nil, let look = lookAgain, look.at <= Clock.monotonic {
                try start(nil, prune: false, isRepeated: true)
            }
            try scan?.turn()
            if let scan { progress.isNow(scan) }
        } catch {
            logger.error(
                "the scan failed; it is repeated", metadata: ["error": "\(error)"])
            end(key, Reason(.unreadable, "the scan failed: \(error)"))
        }
        if scan?.isDone == true { end(key, nil) }
    }

    private func start(_ key: OrderKey?, prune: Bool, isRepeated: Bool = false) throws {
        if !isRepeated { lookAgain = nil }
        scan = try Scan(
            key: key, prune: prune, folders: settings.paths.music, program: programs.scanner,
            catalogue: catalogue, isRepeated: isRepeated, logger: logger)
        progress.begins(isFirst: scan?.isFirst == true)
    }

    /// Ends a scan; one that failed, or that missed something, is repeated.
    private func end(_ key: OrderKey?, _ reason: Reason?) {
        let isWhole = scan?.isIncomplete == false && reason == nil
        lookAgain =
            isWhole || settings.paths.music.isEmpty
            ? nil : LookAgain(after: lookAgain, at: Clock.monotonic)
        scan = nil
        progress.ended()
        if let key { main.post(.event(.carriedOut(key, reason, hasFailed: reason != nil))) }
    }
}

/// When to repeat a scan that failed or missed a music folder: after 2 s, then less and less often,
/// and at once when something is mounted.
private struct LookAgain {
    var at: MonotonicTime
    private let pause: MonotonicTime.Span

    private static let first = MonotonicTime.Span.seconds(2)
    private static let longest = MonotonicTime.Span.seconds(300)

    init(after last: LookAgain?, at now: MonotonicTime) {
        pause = last.map { min($0.pause * 2, Self.longest) } ?? Self.first
        at = now + pause
    }
}
