// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Reports when something is mounted or unmounted in this mount namespace.
///
/// The kernel marks `/proc/self/mountinfo` with an error and priority data at each change
/// (proc(5)); the file need not be read.
public final class MountWatch {
    private let table: Descriptor

    /// Starts watching; nil without a `/proc`.
    public init?() {
        guard let table = try? Descriptor.open("/proc/self/mountinfo", O_RDONLY) else { return nil }
        self.table = table
    }

    /// The descriptor to poll.
    public var watched: Watched { Watched(table.number, events: Int16(POLLPRI)) }

    /// Whether `watched`, after a poll, reports a change.
    public func hasChanged(_ watched: Watched) -> Bool {
        watched.number == table.number && watched.came & Int16(POLLPRI | POLLERR) != 0
    }
}
