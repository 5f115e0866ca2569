// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Glibc
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import OrderRing
internal import Stores

/// The main thread: one poll loop that feeds the pure `Jukebox` and carries its effects out.
final class MainLoop {
    var jukebox: Jukebox
    var settings: Settings
    let programs: Programs
    let board: BoardWriter
    private let inbox: Mailbox<MainMessage>
    let intake: Mailbox<IntakeMessage>
    let wakeIntake: () -> Void
    let lookup: Mailbox<LookupMessage>
    let library: Mailbox<LibraryMessage>
    let playlists: Mailbox<PlaylistMessage>
    let ask: Mailbox<AskMessage>
    private let backlog: Backlog
    let figures: Figures
    let reread: () -> Result<Settings, SettingsErrors>
    private let signals: Descriptor
    private let devices: DeviceWatch?
    private let mounts: MountWatch?
    let logger: Logger

    var children: [DestinationName: PlayerChild] = [:]
    var openOrders: [OrderKey: OpenOrder] = [:]
    /// Events that arose while effects were carried out; handled after them.
    var pending: [Event] = []
    private var hasRecords = false
    /// Players of removed destinations; they were killed and have not been collected.
    var dismissed: [PlayerChild] = []
    /// The trouble that was last logged for each destination.
    var told: [DestinationName: String] = [:]
    /// Since when the device or the music of a destination is away, by both clocks.
    var away: [DestinationName: (since: MonotonicTime, wall: WallTime)] = [:]
    private var stopBy: MonotonicTime?
    private var intakeHasEnded = false

    init(
        jukebox: Jukebox, openOrders: [AdoptedOrder], settings: Settings, programs: Programs,
        board: BoardWriter,
        inbox: Mailbox<MainMessage>, intake: Mailbox<IntakeMessage>,
        wakeIntake: @escaping () -> Void, lookup: Mailbox<LookupMessage>,
        library: Mailbox<LibraryMessage>, playlists: Mailbox<PlaylistMessage>,
        ask: Mailbox<AskMessage>,
        backlog: Backlog, figures: Figures,
        reread: @escaping () -> Result<Settings, SettingsErrors>,
        signals: consuming Descriptor,
        logger: Logger
    ) {
        self.jukebox = jukebox
        for order in openOrders { self.openOrders[order.key] = OpenOrder(order) }
        self.settings = settings
        self.programs = programs
        self.board = board
        self.inbox = inbox
        self.intake = intake
        self.wakeIntake = wakeIntake
        self.lookup = lookup
        self.library = library
        self.playlists = playlists
        self.ask = ask
        self.backlog = backlog
        self.figures = figures
        self.reread = reread
        self.signals = signals
        self.logger = logger
        devices = DeviceWatch()
        mounts = MountWatch()
    }

    /// Runs until a signal ends it.
    func run() {
        clearUnusedRows()
        carryOut(jukebox.start(at: Clock.monotonic))
        handlePending()
        while !turn() {}
    }

    /// Waits for news and handles it; true when the daemon has stopped.
    private func turn() -> Bool {
        flushRecords()
        var watched = [
            Watched(inbox.number), Watched(signals.number), Watched(devices?.number ?? -1),
            mounts?.watched ?? Watched(-1),
        ]
        let players = children.values + dismissed
        for player in players { watched += player.watched }
        let alarms = players.map(\.deadline) + [stopBy ?? jukebox.nextAlarm]
        poll(&watched, until: alarms.compactMap { $0 }.min())
        // First what was heard: an order that came after it must not be decided without it.
        for player in players { listen(to: player) }
        if watched[0].isReadable { inbox.take().forEach(take) }
        if watched[1].isReadable { obeySignals() }
        if watched[2].isReadable, devices?.hasChanged() == true { handle(.devicesChanged) }
        if mounts?.hasChanged(watched[3]) == true {
            handle(.mountsChanged)
            library.post(.musicMayBeBack)
        }
        if backlog.isNow(jukebox.undecided) { wakeIntake() }
        let now = Clock.monotonic
        for player in players { player.reportIfStuck(at: now, logger) }
        if stopBy == nil, let alarm = jukebox.nextAlarm, alarm <= now { handle(.alarm) }
        return hasStopped(at: now)
    }

    private func take(_ message: MainMessage) {
        switch message {
        case .adopted(let orders):
            for order in orders {
                openOrders[order.key] = OpenOrder(order)
                handle(
                    .adopted(
                        order.key, order.ticket, order.order,
                        age: Clock.wall.since(order.submitted),
                        atStart: order.atStart))
            }
        case .event(let event): handle(event)
        case .intakeEnded: intakeHasEnded = true
        }
    }

    func handle(_ event: Event) {
        let now = Clock.monotonic
        if case .found(let key, _, _) = event, let asked = openOrders[key]?.lookedUp {
            figures.resolved(in: now - asked)
        }
        carryOut(jukebox.handle(event, at: now))
        handlePending()
    }

    /// Handles what happened while effects were carried out, such as a player that did not start.
    func handlePending() {
        while !pending.isEmpty {
            carryOut(jukebox.handle(pending.removeFirst(), at: Clock.monotonic))
        }
    }

    // MARK: Effects

    func carryOut(_ effects: [Effect]) {
        // First the rooms: a client that sees an outcome sees the state that it led to.
        var shown: Set<DestinationName> = []
        for case .show(let name) in effects where shown.insert(name).inserted { show(name) }
        for effect in effects {
            switch effect {
            case .lookUp(let key, let request):
                openOrders[key]?.lookedUp = Clock.monotonic
                lookup.post(.lookUp(key, request))
            case .post(let key, let ticket, let outcome, let reason):
                post(key, ticket, outcome, reason)
            case .note(let key, let meaning): keep(.note(key, meaning))
            case .keepEntries(let name, let entries): keep(.entries(name, entries))
            case .keepRanks(let entries): keep(.ranks(entries))
            case .keepBegun(let entry): keep(.begun(entry))
            case .keepEnd(let entry, let end): keepEnd(entry, end)
            case .keepRoom(let record): keep(.room(record))
            case .spawn(let name): spawn(name)
            case .dismiss(let name): dismiss(name)
            case .say(let name, let command): children[name]?.say(command)
            case .learned(let entry, let track):
                guard let length = track.milliseconds else { break }
                keep(.length(entry, length))
                library.post(.learned(track.path, milliseconds: length))
            case .startsAtOnce(let key): openOrders[key]?.startsAtOnce = true
            case .kill(let name, let why): children[name]?.kill(why, logger)
            case .show: break
            case .reload(let key): reload(for: key)
            case .updateLibrary(let key, let prune): library.post(.scan(key, prune: prune))
            }
        }
    }

    private func keep(_ record: Record) {
        intake.post(.record(DatedRecord(record, at: Clock.wall)))
        hasRecords = true
    }

    private func flushRecords() {
        if hasRecords { wakeIntake() }
        hasRecords = false
    }

    private func post(_ key: OrderKey, _ ticket: Ticket, _ outcome: Outcome, _ reason: Reason?) {
        keep(.outcome(key, outcome, reason))
        if let order = openOrders[key] {
            board.post(outcome, at: order.slotID)
            if order.isMusic { figures.count(outcome) }
            if outcome == .playing, order.startsAtOnce {
                figures.audible(after: Clock.wall.since(order.submitted))
            }
        }
        board.changed(.outcomes)
        if outcome.isTerminal { openOrders[key] = nil }
        logger.log(
            level: outcome.level, "order \(outcome.word)",
            metadata: ["ticket": "\(ticket)", "reason": reason.map { "\($0.text)" }]
                .compactMapValues { $0 })
    }

    private func keepEnd(_ entry: EntryID, _ end: EntryEnd) {
        keep(.end(entry, end))
        if case .failed(let reason) = end {
            logger.warning(
                "entry failed", metadata: ["entry": "\(entry)", "reason": "\(reason.text)"])
        }
    }

    // MARK: Signals

    private func obeySignals() {
        for signal in SignalNews.read(signals.number) {
            switch signal {
            case SIGHUP: reload(for: nil)
            default: stop()
            }
        }
    }

    private func stop() {
        guard stopBy == nil else { return }
        logger.notice("stopping")
        stopBy = Clock.monotonic + .milliseconds(1500)
        handle(.stopping)
    }

    /// Whether a signal has asked it to end.
    var isStopping: Bool { stopBy != nil }

    private func hasStopped(at now: MonotonicTime) -> Bool {
        guard let stopBy, children.isEmpty || now >= stopBy else { return false }
        PlayerChild.endAll(children.values + dismissed, logger)
        children = [:]
        intake.post(.end)
        wakeIntake()
        // The disk decides how long this takes; systemd limits it.
        while !intakeHasEnded {
            var watched = [Watched(inbox.number)]
            poll(&watched, until: nil)
            inbox.take().forEach { if case .intakeEnded = $0 { intakeHasEnded = true } }
        }
        return true
    }
}

extension Outcome {
    /// The level of its line in the log.
    fileprivate var level: Logger.Level {
        switch self {
        case .failed, .expired: .warning
        case .refused: .notice
        default: .debug
        }
    }
}
