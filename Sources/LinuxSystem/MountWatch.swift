// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Tells when something is mounted or unmounted in this mount namespace.
///
/// The kernel marks `/proc/self/mountinfo` with an error and priority data at each change (proc(5));
/// nothing has to be read for the next change to be told.
public final class MountWatch {
    private let table: Descriptor

    /// Starts watching; nil without a `/proc`.
    public init?() {
        guard let table = try? Descriptor.open("/proc/self/mountinfo", O_RDONLY) else { return nil }
        self.table = table
    }

    /// What to poll.
    public var watched: Watched { Watched(table.number, events: Int16(POLLPRI)) }

    /// Whether `watched`, as it came back, tells of a change.
    public func hasChanged(_ watched: Watched) -> Bool {
        watched.number == table.number && watched.came & Int16(POLLPRI | POLLERR) != 0
    }
}
