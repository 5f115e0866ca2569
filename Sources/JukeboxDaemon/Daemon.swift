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
        } catch {
            logger.error("cannot start: \(error)")
            return 74
        }
    }
}

/// What the three threads share, and how they begin.
private final class House {
    private let settings: Settings
    private let logger: Logger
    private let programs = Programs()
    private let host: RingHost
    private let journal: Journal
    private let catalogue: Catalogue
    private let intakeBox: Mailbox<IntakeMessage>
    private let mainBox: Mailbox<MainMessage>
    private let askBox: Mailbox<AskMessage>
    private let backlog = Backlog()
    private let figures = Figures()
    private var shown: [JSON] = []
    /// When the daemon before this one gave its last sign of life.
    private let quietSince: WallTime
    /// The orders of the daemon before this one that have not ended.
    private var openOrders: [AdoptedOrder] = []

    init(_ settings: Settings, _ logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        intakeBox = try Mailbox()
        mainBox = try Mailbox()
        askBox = try Mailbox()
        try Self.makeFolder(settings.paths.state)
        host = try RingHost(
            directory: settings.paths.runtime, mayLieOnDisk: settings.paths.runtimeOnDisk)
        if let why = host.setAside { logger.error("\(why)") }
        if !Sandbox.hasLandlock {
            logger.warning("this kernel has no Landlock: seccomp alone confines the players")
        }
        quietSince = Journal.lastWritten(path: settings.paths.state + "/orders.db") ?? Clock.wall
        journal = try Self.openJournal(settings.paths.state + "/orders.db", logger)
        catalogue = try Self.openCatalogue(settings.paths.state + "/catalogue.db", logger)
    }

    func open() throws {
        host.raiseNextTicket(above: try journal.highestTicket())
        try forget()
        shown = host.boardWriter.view.snapshots
    }

    func start(_ source: SettingsSource, signals: consuming Descriptor) throws {
        let jukebox = try restored()
        let loop = MainLoop(
            jukebox: jukebox, openOrders: openOrders, settings: settings, programs: programs,
            board: host.boardWriter,
            inbox: mainBox, intake: intakeBox, wakeIntake: { [host] in host.wake() }, ask: askBox,
            backlog: backlog, figures: figures, reread: source.read, signals: signals,
            logger: logger)
        let ask = AskThread(
            listening: try UnixSocket.listen(settings.paths.runtime + "/ask", mode: 0o660),
            inbox: askBox, main: mainBox,
            history: try History(path: settings.paths.state + "/orders.db"),
            figures: figures,
            lookup: Lookup(catalogue: catalogue, settings: settings, logger: logger),
            programs: programs,
            logger: logger)
        nonisolated(unsafe) let asking = ask  // handed over whole: used on its thread only
        try NamedThread.start("ask") { asking.run() }
        let intake = Intake(
            host: host, journal: journal, inbox: intakeBox, main: mainBox, ask: askBox,
            backlog: backlog, forget: forget, logger: logger)
        intake.adoptWhatWasTaken()
        nonisolated(unsafe) let taking = intake  // handed over whole: used on its thread only
        try NamedThread.start("intake") { taking.run() }
        askBox.post(.scan(nil, prune: false))
        ServiceNotification.send("READY=1")
        logger.notice(
            "started",
            metadata: [
                "runtime": "\(settings.paths.runtime)",
                "destinations": "\(settings.destinations.map(\.name.text).joined(separator: ", "))",
            ])
        loop.run()
    }

    /// Forgets orders that ended longer ago than the settings say.
    private func forget() throws {
        let days = Int64(settings.limits.historyDays)
        let before = WallTime(milliseconds: Clock.wall.milliseconds - days * 86_400_000)
        try journal.forget(before: before, keeping: settings.limits.historyOrders)
    }

    /// The jukebox as its predecessor left it.
    private func restored() throws -> Jukebox {
        let restoring = Restoring(
            try journal.state { OrderCoding.decode($0[...]) }, shown: shown, settings: settings,
            quietSince: quietSince)
        openOrders = restoring.open
        for order in restoring.undecided { mainBox.post(.adopted([order])) }
        for (key, request, count) in restoring.rest {
            askBox.post(.lookUpRest(key, request, after: count))
        }
        return Jukebox(rules: settings.rules, kept: restoring.kept)
    }

    // MARK: Databases

    private static func makeFolder(_ path: String) throws {
        var made = ""
        for part in path.split(separator: "/") {
            made += "/" + part
            mkdir(made, 0o700)
        }
        guard SettingsReader.isFolder(path) else {
            throw SystemError("mkdir", path, code: errno)
        }
    }

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
