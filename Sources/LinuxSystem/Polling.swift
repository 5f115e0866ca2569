// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// One descriptor to watch.
///
/// The corresponding C type is `pollfd`.
public struct Watched: Sendable {
    /// The descriptor's number.
    public var number: CInt
    /// The awaited events: `POLLIN`, `POLLOUT`.
    public var events: Int16
    /// The events that occurred.
    public var came: Int16 = 0

    /// Watches a descriptor for reading, and for writing if `writing`.
    public init(_ number: CInt, reading: Bool = true, writing: Bool = false) {
        self.number = number
        events = (reading ? Int16(POLLIN) : 0) | (writing ? Int16(POLLOUT) : 0)
    }

    /// Watches a descriptor for events given as bits.
    public init(_ number: CInt, events: Int16) {
        self.number = number
        self.events = events
    }

    /// Whether a read would not block: there is input, an end or an error.
    public var isReadable: Bool { came & Int16(POLLIN | POLLHUP | POLLERR | POLLNVAL) != 0 }

    /// Whether there is input, or the other end has stopped sending.
    public var hasInput: Bool { came & Int16(POLLIN) != 0 }

    /// Whether the other end is closed altogether, or the descriptor is broken.
    public var isHungUp: Bool { came & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 }

    /// Whether there is room to write.
    public var isWritable: Bool { came & Int16(POLLOUT | POLLERR) != 0 }
}

/// Waits until one of the descriptors is ready, or until `moment`.
///
/// The corresponding C function is `ppoll`. A nil moment waits without a limit.
public func poll(_ watched: inout [Watched], until moment: MonotonicTime?) {
    var raw = watched.map { pollfd(fd: $0.number, events: $0.events, revents: 0) }
    let rest = moment.map { max(0, $0.nanoseconds - Clock.monotonic.nanoseconds) }
    let news = unsafe cl_poll(&raw, UInt32(raw.count), rest ?? -1)
    for index in watched.indices { watched[index].came = news > 0 ? raw[index].revents : 0 }
}
