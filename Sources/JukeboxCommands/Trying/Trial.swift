// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// One call of `jukebox try`: a jukebox of its own that plays some music once.
struct Trial: ~Copyable {
    private let music: TriedMusic
    private let folder: TrialFolder
    private let sound: SoundSearch
    private let signals: Descriptor
    private var screen: TrialScreen

    /// Why a trial ends before its music does.
    private enum Interruption: Error {
        /// This signal came.
        case signal(CInt)
        /// The daemon, or its keeper, has ended.
        case daemonEnded(String)
    }

    /// Makes a trial; nothing is started yet.
    ///
    /// - Parameters:
    ///   - session: Says how much is shown.
    ///   - music: What is played.
    ///   - sound: What it is played on.
    ///   - folder: The folder with everything that is written; deleted at the end.
    ///   - signals: News of the signals that end the trial.
    init(
        _ session: Session, _ music: TriedMusic, _ sound: SoundSearch, _ folder: TrialFolder,
        _ signals: consuming Descriptor
    ) {
        self.music = music
        self.sound = sound
        self.folder = folder
        self.signals = signals
        screen = TrialScreen(isQuiet: session.quiet, hasJSON: session.json)
    }

    /// Starts the daemon, plays the music, and removes everything.
    mutating func run(_ program: String) throws {
        // The keeper has done it already, if there is one.
        defer { TemporaryFolder.delete(folder.path) }
        let places = try music.places(folder)
        try folder.write(
            TrialSettings(
                folder: folder.path, liesOnDisk: folder.liesOnDisk, music: places.folders,
                device: sound.device))
        var keeper = try Keeper(program, in: folder)
        var problem: (any Error)?
        do { try play(places.orders, keeper) } catch { problem = error }
        screen.endLine()
        // The log lies in the folder.
        let lines = folder.lastLines()
        keeper.end()
        switch problem {
        case nil: return
        case Interruption.signal(let number)?: throw Failure.silent(128 + number)
        case Interruption.daemonEnded(let text)?:
            let words = ([text] + lines.map { "  " + $0 }).joined(separator: "\n")
            throw Failure(status: 69, text: words)
        case let other?: throw other
        }
    }

    private mutating func play(_ orders: [Order.Request], _ keeper: borrowing Keeper) throws {
        var attachment = try attached(keeper)
        try scan(&attachment, keeper)
        let receipts = try orders.map { try send(Order(.play($0)), &attachment) }
        introduce()
        var outcomes: [Outcome?]
        repeat {
            outcomes = receipts.map { attachment.view.outcome($0) }
            let now = Clock.monotonic
            let room = attachment.view.snapshots.first.flatMap { RoomSnapshot($0) }
            if let room { screen.show(DestinationStatus(room, isUp: true, at: now)) }
            try pause(.milliseconds(200), keeper)
        } while outcomes.contains { $0?.isTerminal != true }
        try conclude(receipts, outcomes.compactMap { $0 })
    }

    // MARK: Steps

    /// Waits for the daemon, and attaches.
    private func attached(_ keeper: borrowing Keeper) throws -> Attachment {
        while true {
            if let attachment = try? Attachment(directory: folder.path),
                attachment.daemonIsAlive
            {
                return attachment
            }
            try pause(.milliseconds(20), keeper)
        }
    }

    /// Waits until the music is known; a file alone is played by its path after a moment.
    private mutating func scan(
        _ attachment: inout Attachment, _ keeper: borrowing Keeper
    ) throws {
        // Ordered, the end of the scan has an outcome. The first scan is the daemon's own.
        let update = Order(.updateLibrary(prune: false))
        var receipt = try send(update, &attachment)
        let end = music.hasFolder ? nil : Clock.monotonic + .seconds(1)
        var known: Int?
        while known == nil {
            // Read before the question, so that the answer to it is the final one.
            let outcome = attachment.view.outcome(receipt)
            // A daemon that is still starting takes it for an order to the daemon before it.
            if outcome == .expired { receipt = try send(update, &attachment) }
            let isDone = outcome?.isTerminal == true && outcome != .expired
            let answer = Asker.ask(
                .library, LibraryTotals.init, in: folder.path, within: .milliseconds(300))
            if case .success(let totals) = answer {
                if let scan = totals.scan { screen.show(scan) }
                if isDone { known = totals.tracks }
            }
            if let end, Clock.monotonic >= end { break }
            try pause(.milliseconds(known == nil ? 100 : 0), keeper)
        }
        guard known == 0, music.hasFolder else { return }
        let paths = music.items.map { EscapedPath(bytes: $0.path).text }.joined(separator: "”, “")
        throw Failure(status: 66, text: "no music in “\(paths)” that can be read")
    }

    /// Says how to control the trial.
    private mutating func introduce() {
        let silence = sound.silence.map { "Silent, in real time: \($0).\n" } ?? ""
        let facts: JSON = [
            "runtime": .string(folder.path), "device": .string(sound.device),
            "silence": JSON(sound.silence),
        ]
        screen.print(
            facts.line,
            else: """
                \(silence)From another terminal:  jukebox --runtime \(folder.path) pause  (or next, queue, …)
                Ctrl-C ends it, and leaves nothing behind.
                """)
    }

    private mutating func conclude(_ receipts: [Receipt], _ outcomes: [Outcome]) throws {
        guard let bad = outcomes.firstIndex(where: { [.failed, .refused].contains($0) }) else {
            if outcomes.contains(.partly) {
                throw Failure(status: 66, text: "some of the music could not be played")
            }
            let facts: JSON = ["outcome": .string(outcomes.last?.word ?? "")]
            return screen.print(facts.line, else: "That was all.")
        }
        let question = Question.order(
            Ticket(receipts[bad].ticket), until: nil, timeoutMilliseconds: 0)
        let answer = Asker.ask(
            question, { OrderAnswer($0) }, in: folder.path, within: .seconds(1))
        var why = ""
        if case .success(let order) = answer {
            why = order.failures.first.map { "\($0.track): \($0.text)" } ?? order.reason?.text ?? ""
        }
        throw Failure.refused("nothing could be played: \(why)")
    }

    private func send(_ order: Order, _ attachment: inout Attachment) throws -> Receipt {
        let span = MonotonicTime.Span.seconds(5)
        guard case .acknowledged(let receipt) = try attachment.enqueue(order, waitingUpTo: span)
        else { throw Failure(status: 75, text: "the jukebox does not take the order") }
        return receipt
    }

    /// Waits for a time; throws at once if a signal comes or the daemon ends.
    private func pause(
        _ span: MonotonicTime.Span, _ keeper: borrowing Keeper
    ) throws(Interruption) {
        var watched = [Watched(signals.number)] + keeper.watched
        poll(&watched, until: Clock.monotonic + span)
        if watched[0].isReadable, let number = SignalNews.read(signals.number).first {
            throw .signal(number)
        }
        guard !watched[1].isReadable, !watched[2].isReadable else {
            throw .daemonEnded(keeper.readNews())
        }
    }
}
