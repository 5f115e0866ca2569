// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import Stores

/// The library thread: scans the music folders, and alone writes the catalogue.
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
    /// When a scan that failed is repeated: a full disk may have room again.
    private var repeatAt: MonotonicTime?
    private var pause = LibraryThread.firstPause
    private static let firstPause = MonotonicTime.Span.seconds(1)
    private static let longestPause = MonotonicTime.Span.seconds(60)

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
            let next = scan == nil && !nextScans.isEmpty ? Clock.monotonic : nil
            poll(
                &watched,
                until: [next, scan?.deadline, reaper.deadline, repeatAt].compactMap { $0 }.min())
            inbox.take().forEach(take)
            if let repeatAt, Clock.monotonic >= repeatAt {
                self.repeatAt = nil
                nextScans.append((nil, false))
            }
            turnScan()
        }
    }

    private func take(_ message: LibraryMessage) {
        switch message {
        case .scan(let key, let prune): nextScans.append((key, prune))
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
                scan = try Scan(
                    key: next.key, prune: next.prune, folders: settings.paths.music,
                    program: programs.scanner, catalogue: catalogue, logger: logger)
            }
            try scan?.turn()
            progress.isNow(scan)
        } catch {
            logger.error(
                "the scan failed; it is repeated",
                metadata: ["error": "\(error)", "after_s": "\(pause.nanoseconds / 1_000_000_000)"])
            end(key, Reason(.unreadable, "the scan failed: \(error)"))
            repeatAt = Clock.monotonic + pause
            pause = min(pause * 2, Self.longestPause)
        }
        if scan?.isDone == true {
            repeatAt = nil
            pause = Self.firstPause
            end(key, nil)
        }
    }

    private func end(_ key: OrderKey?, _ reason: Reason?) {
        scan = nil
        progress.isNow(nil)
        if let key { main.post(.event(.carriedOut(key, reason))) }
    }
}
