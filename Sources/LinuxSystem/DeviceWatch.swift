// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Reports when sound devices appear or disappear: watches `/dev/snd`, or `/dev` if it is missing.
public final class DeviceWatch {
    private let inotify: Descriptor

    /// Starts watching; nil if the kernel refuses.
    ///
    /// The C function is `inotify_init1`.
    public init?() {
        let number = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard number >= 0 else { return nil }
        inotify = Descriptor(owning: number)
        watch()
    }

    private func watch() {
        let events = UInt32(IN_CREATE | IN_DELETE | IN_ATTRIB)
        if unsafe inotify_add_watch(inotify.number, "/dev/snd", events) < 0 {
            unsafe inotify_add_watch(inotify.number, "/dev", UInt32(IN_CREATE))
        }
    }

    /// The descriptor to poll.
    public var number: CInt { inotify.number }

    /// Takes the news in.
    public func hasChanged() -> Bool {
        var bytes: [UInt8] = []
        guard case .bytes = readBytes(inotify.number, into: &bytes, limit: 8192) else {
            return false
        }
        watch()
        return true
    }
}
