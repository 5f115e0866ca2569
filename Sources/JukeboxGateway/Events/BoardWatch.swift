// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Synchronization

/// Watches the board on its own thread, and reports each change at once.
///
/// Sleeps while nothing changes and a daemon lives; looks for a daemon every 0.3 s if there is
/// none.
final class BoardWatch: Sendable {
    /// A report.
    enum Look: Sendable {
        case board([RoomSnapshot], isUp: Bool)
        /// That it lives, every ten seconds.
        case heartbeat
    }

    private static let heartbeat = MonotonicTime.Span.seconds(10)
    private static let search = MonotonicTime.Span.milliseconds(300)

    private let directory: String
    private let report: @Sendable (Look) -> Void
    private let isStopped = Atomic<Bool>(false)
    private let attachment = Mutex<Shared>(Shared())

    /// Unchecked: the thread alone waits on the attachment; others only read the board through it.
    private struct Shared: @unchecked Sendable {
        var board: Attachment?
    }

    /// Starts watching.
    init(directory: String, report: @escaping @Sendable (Look) -> Void) {
        self.directory = directory
        self.report = report
        // If no thread can be started, the next client tries again.
        try? NamedThread.start("events") { self.run() }
    }

    /// Ends the thread, at the latest after its present sleep.
    func stop() { isStopped.store(true, ordering: .sequentiallyConsistent) }

    /// Looks at the board now, from any thread.
    func look() {
        guard let board = attachment.withLock({ $0.board }) else { return }
        tell(board)
    }

    private func tell(_ board: Attachment) {
        report(
            .board(
                board.view.snapshots.compactMap { RoomSnapshot($0) }, isUp: board.daemonIsAlive))
    }

    private func run() {
        var beatAt = Clock.monotonic + Self.heartbeat
        while !isStopped.load(ordering: .sequentiallyConsistent) {
            if Clock.monotonic >= beatAt {
                beatAt = Clock.monotonic + Self.heartbeat
                report(.heartbeat)
            }
            guard let board = current() else {
                Clock.sleep(Self.search)
                continue
            }
            let count = board.view.changes
            tell(board)
            board.view.waitForChange(
                from: count, atMost: board.daemonIsAlive ? Self.heartbeat : Self.search)
        }
    }

    /// The board; a new one once a daemon has made it.
    private func current() -> Attachment? {
        attachment.withLock { shared in
            if let board = shared.board, board.daemonIsAlive || board.boardIsCurrent {
                return board
            }
            // Reports the end of an old board's daemon before it is forgotten.
            if let fresh = try? Attachment(directory: directory) { shared.board = fresh }
            return shared.board
        }
    }
}
