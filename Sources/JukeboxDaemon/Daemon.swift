// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import Glibc
internal import JukeboxLogic
internal import JukeboxModel
public import JukeboxSettings
internal import LinuxSystem
public import Logging
internal import OrderRing
internal import Stores

/// Puts the daemon together and runs it.
public enum Daemon {
    /// Runs until a signal ends it.
    ///
    /// - Returns: the exit status: 0; 75 when another daemon runs, 78 for broken settings.
    public static func run(_ source: SettingsSource, logger: Logger) -> Int32 {
        let settings: Settings
        switch source.read() {
        case .success(let read): settings = read
        case .failure(let report):
            _ = writeBytes(2, Array((report.text + "\n").utf8)[...])
            return 78
        }
        signal(SIGPIPE, SIG_IGN)
        signal(SIGCHLD, SIG_DFL)  // a parent may have ignored it, and we would learn no exit status
        do {
            let signals = try Descriptor.signals([SIGTERM, SIGINT, SIGHUP])
            let house = try House(settings, logger)
            try house.open()
            try house.start(source, signals: signals)
            // Everything is written and synced: the kernel takes the rest down faster than we do.
            withExtendedLifetime(house) { exit(0) }
        } catch let error as RingError {
            logger.error("\(error.description)")
            if case .alreadyRunning = error { return 75 }
            return 74
        } catch let trouble as StateTrouble {
            logger.error("\(trouble.description)")
            return trouble.status
        } catch {
            logger.error("cannot start: \(Damage.words(error))")
            return 74
        }
    }
}

/// The objects that the threads share, and the start of the threads.
private final class House {
    private let settings: Settings
    private let logger: Logger
    private let programs = Programs()
    private let host: RingHost
    private let state: StateFolder
    private let journal: Journal
    private let catalogue: Catalogue
    private let intakeBox: Mailbox<IntakeMessage>
    private let mainBox: Mailbox<MainMessage>
    private let lookupBox: Mailbox<LookupMessage>
    private let libraryBox: Mailbox<LibraryMessage>
    private let playlistBox: Mailbox<PlaylistMessage>
    private let askBox: Mailbox<AskMessage>
    private let backlog = Backlog()
    private let figures = Figures()
    private let changes = ChangeRing()
    private var shown: [JSON] = []
    /// When the daemon before this one last wrote to the journal.
    private let quietSince: WallTime
    /// The orders of the daemon before this one that have not ended.
    private var openOrders: [AdoptedOrder] = []

    init(_ settings: Settings, _ logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        intakeBox = try Mailbox()
        mainBox = try Mailbox()
        lookupBox = try Mailbox()
        libraryBox = try Mailbox()
        playlistBox = try Mailbox()
        askBox = try Mailbox()
        // The lock comes first: nothing of a running daemon may be touched.
        host = try RingHost(
            directory: settings.paths.runtime, mayLieOnDisk: settings.paths.runtimeOnDisk)
        if let why = host.setAside { logger.error("\(why)") }
        if !Sandbox.hasLandlock {
            logger.warning("this kernel has no Landlock: seccomp alone confines the players")
        }
        state = try StateFolder(settings.paths.state)
        quietSince = Journal.lastWritten(path: state.journal) ?? Clock.wall
        do {
            journal = try Self.openJournal(state.journal, logger)
        } catch {
            throw state.trouble("journal", state.journal, error)
        }
        do {
            catalogue = try Self.openCatalogue(state.catalogue, logger)
        } catch {
            throw state.trouble("catalogue", state.catalogue, error)
        }
    }

    func open() throws {
        host.raiseNextTicket(above: try journal.highestTicket())
        shown = host.boardWriter.view.snapshots
    }

    func start(_ source: SettingsSource, signals: consuming Descriptor) throws {
        let jukebox = try restored()
        let loop = MainLoop(
            jukebox: jukebox, openOrders: openOrders, settings: settings, programs: programs,
            board: host.boardWriter,
            inbox: mainBox, intake: intakeBox, wakeIntake: { [host] in host.wake() },
            lookup: lookupBox, library: libraryBox, playlists: playlistBox, ask: askBox,
            backlog: backlog,
            figures: figures, reread: source.read, signals: signals, logger: logger)
        let progress = ScanProgress()
        progress.begins(isFirst: try catalogue.isEmpty())
        try startAsk(progress)
        try startLookup(progress)
        try startPlaylists(progress)
        try startLibrary(progress)
        try startIntake()
        libraryBox.post(.scan(nil, prune: false))
        ServiceNotification.send("READY=1")
        logger.notice(
            "started",
            metadata: [
                "runtime": "\(settings.paths.runtime)",
                "destinations": "\(settings.destinations.map(\.name.text).joined(separator: ", "))",
            ])
        loop.run()
    }

    // MARK: Threads
    // Each value is handed over whole, and used on its thread only.

    private func startAsk(_ progress: ScanProgress) throws {
        let thread = AskThread(
            listening: try UnixSocket.listen(settings.paths.runtime + "/ask", mode: 0o660),
            inbox: askBox, playlists: playlistBox,
            answers: Answers(
                history: try History(path: state.journal), figures: figures, progress: progress,
                changes: changes),
            lookup: try lookup(progress))
        nonisolated(unsafe) let running = thread
        try NamedThread.start("ask") { running.run() }
    }

    private func startLookup(_ progress: ScanProgress) throws {
        let thread = LookupThread(
            inbox: lookupBox, main: mainBox, lookup: try lookup(progress))
        nonisolated(unsafe) let running = thread
        try NamedThread.start("lookup") { running.run() }
    }

    private func startPlaylists(_ progress: ScanProgress) throws {
        let thread = PlaylistThread(
            inbox: playlistBox, ask: askBox, lookup: try lookup(progress))
        nonisolated(unsafe) let running = thread
        try NamedThread.start("playlists") { running.run() }
    }

    private func startLibrary(_ progress: ScanProgress) throws {
        let thread = LibraryThread(
            inbox: libraryBox, main: mainBox, catalogue: catalogue, progress: progress,
            settings: settings, programs: programs, logger: logger)
        nonisolated(unsafe) let running = thread
        try NamedThread.start("library") { running.run() }
    }

    private func startIntake() throws {
        let intake = Intake(
            host: host, journal: journal, inbox: intakeBox, main: mainBox, ask: askBox,
            changes: changes, backlog: backlog, history: HistoryLimits(settings), logger: logger)
        intake.adoptWhatWasTaken()
        nonisolated(unsafe) let running = intake
        try NamedThread.start("intake") { running.run() }
    }

    /// The names of the library, with a read connection for one thread.
    private func lookup(_ progress: ScanProgress) throws -> Lookup {
        Lookup(
            catalogue: try Catalogue(reading: state.catalogue), settings: settings, logger: logger,
            progress: progress)
    }

    /// The jukebox with the state that its predecessor left.
    private func restored() throws -> Jukebox {
        let restoring = Restoring(
            try journal.state { OrderCoding.decode($0[...]) }, shown: shown, settings: settings,
            quietSince: quietSince)
        openOrders = restoring.open
        for order in restoring.undecided { mainBox.post(.adopted([order])) }
        for (key, request, count) in restoring.rest {
            lookupBox.post(.lookUpRest(key, request, after: count))
        }
        return Jukebox(rules: settings.rules, kept: restoring.kept)
    }

    // MARK: Databases

    private static func openJournal(_ path: String, _ logger: Logger) throws -> Journal {
        do {
            return try Journal(path: path)
        } catch  where Damage.isDamage(error) {
            let bad = path + ".bad"
            for ending in ["", "-wal", "-shm"] { rename(path + ending, bad + ending) }
            logger.error(
                "the journal is damaged: it was set aside, and queues and history begin anew",
                metadata: ["file": "\(bad)", "error": "\(error)"])
            return try Journal(path: path)
        }
    }

    private static func openCatalogue(_ path: String, _ logger: Logger) throws -> Catalogue {
        do {
            return try Catalogue(path: path)
        } catch  where Damage.isDamage(error) {
            for ending in ["", "-wal", "-shm"] { unlink(path + ending) }
            logger.warning("the catalogue was damaged; it is built again by a scan")
            return try Catalogue(path: path)
        }
    }
}
