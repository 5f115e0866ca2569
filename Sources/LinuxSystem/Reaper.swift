// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// Children that were killed and have not ended yet; never blocks.
///
/// Belongs to one thread, whose poll loop watches `watched` until `deadline` and then calls `turn`.
/// A process in an uninterruptible sleep cannot be killed: it stays in the list, costs nothing,
/// and is reported once.
public final class Reaper {
    /// A process that takes longer than this to die is reported.
    public static let patience = MonotonicTime.Span.seconds(5)

    private final class Dying {
        var process: ChildProcess
        let since: MonotonicTime
        var isReported = false

        init(_ process: consuming ChildProcess, since: MonotonicTime) {
            self.process = process
            self.since = since
        }
    }

    private var dying: [Dying] = []

    /// Makes an empty list.
    public init() {}

    /// How many have not ended yet.
    public var count: Int { dying.count }

    /// The descriptors to poll: one pidfd for each child.
    public var watched: [Watched] { dying.map { Watched($0.process.pidfd.number) } }

    /// When the next child has taken too long to die; nil if nothing is left to report.
    public var deadline: MonotonicTime? {
        dying.filter { !$0.isReported }.map { $0.since + Self.patience }.min()
    }

    /// Kills a child, and collects it when it has ended.
    func take(_ process: consuming ChildProcess) {
        guard !process.isCollected else { return }
        process.signal(SIGKILL)
        dying.append(Dying(process, since: Clock.monotonic))
    }

    /// Collects the children that have ended, and takes over those that were released elsewhere.
    ///
    /// - Returns: the process ids of the children that still run after `patience`, each once.
    public func turn(at now: MonotonicTime) -> [Int32] {
        for pid in Strays.take() {
            // Without a pidfd it cannot be watched: it stays a stray.
            guard let process = try? ChildProcess(started: pid) else { continue }
            dying.append(Dying(process, since: now))
        }
        dying.removeAll { $0.process.collect() != nil }
        let late = dying.filter { !$0.isReported && now >= $0.since + Self.patience }
        for one in late { one.isReported = true }
        return late.map { $0.process.pid }
    }
}

extension Child {
    /// Kills the child and lets a reaper collect it; its pipes are closed now.
    public consuming func abandon(to reaper: Reaper) {
        reaper.take(process)
    }
}
