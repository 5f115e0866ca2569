// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import CLinux

/// An owned file descriptor; closed when it goes out of scope.
public struct Descriptor: ~Copyable, Sendable {
    /// The number, valid as long as this value lives.
    public let number: CInt

    /// Gives up ownership: the caller closes the descriptor.
    public consuming func given() -> CInt {
        let number = number
        discard self
        return number
    }

    /// Takes ownership of an open descriptor.
    public init(owning number: CInt) {
        self.number = number
    }

    deinit { close(number) }

    /// Opens a path given as bytes; `O_CLOEXEC` is always added.
    ///
    /// The C function is `open`.
    public static func open(
        _ path: String, _ flags: CInt, mode: mode_t = 0
    ) throws(SystemError) -> Descriptor {
        let number = unsafe cl_open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw .last("open", path) }
        return Descriptor(owning: number)
    }

    /// A counter that threads wake a poll loop with.
    ///
    /// The C function is `eventfd`.
    public static func event() throws(SystemError) -> Descriptor {
        let number = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard number >= 0 else { throw .last("eventfd") }
        return Descriptor(owning: number)
    }

    /// News of these signals, which are blocked from now on.
    ///
    /// The C function is `signalfd`.
    public static func signals(_ signals: [CInt]) throws(SystemError) -> Descriptor {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        let number = unsafe signalfd(-1, &set, CInt(SFD_CLOEXEC | SFD_NONBLOCK))
        guard number >= 0 else { throw .last("signalfd") }
        return Descriptor(owning: number)
    }

    /// A pipe's two ends, reading first.
    ///
    /// The C function is `pipe2`.
    public static func pipe() throws(SystemError) -> Pair {
        var ends: (CInt, CInt) = (-1, -1)
        let code = unsafe withUnsafeMutablePointer(to: &ends) {
            unsafe $0.withMemoryRebound(to: CInt.self, capacity: 2) {
                unsafe cl_pipe($0)
            }
        }
        guard code == 0 else { throw .last("pipe2") }
        return Pair(reading: Descriptor(owning: ends.0), writing: Descriptor(owning: ends.1))
    }

    /// The two ends of a pipe.
    public struct Pair: ~Copyable {
        /// The end to read from.
        public var reading: Descriptor
        /// The end to write to.
        public var writing: Descriptor
    }

    /// Rings an event descriptor.
    public borrowing func ring() {
        _ = Wake.ring(number)
    }

    /// Empties an event descriptor or a signal descriptor.
    public borrowing func drain() {
        var bytes: [UInt8] = []
        while case .bytes = readBytes(number, into: &bytes, limit: 4096) { bytes.removeAll() }
    }
}

/// Wakes a poll loop through an event descriptor that another value owns.
public enum Wake {
    /// Adds one to the counter; true when it was taken.
    public static func ring(_ number: CInt) -> Bool {
        var one: UInt64 = 1
        return unsafe write(number, &one, 8) == 8
    }
}

/// The result of a non-blocking read.
public enum ReadResult: Equatable, Sendable {
    /// So many bytes were added.
    case bytes(Int)
    /// Nothing is there now.
    case later
    /// Nothing will come any more.
    case end
    /// The error number.
    case failed(CInt)
}

/// Reads at most `limit` available bytes and appends them.
///
/// The C function is `read`.
public func readBytes(_ fd: CInt, into bytes: inout [UInt8], limit: Int) -> ReadResult {
    var count = 0
    var code: CInt = 0
    bytes += unsafe [UInt8](unsafeUninitializedCapacity: limit) { place, filled in
        count = unsafe read(fd, place.baseAddress, limit)
        code = cl_errno()
        filled = max(0, count)
    }
    if count > 0 { return .bytes(count) }
    if count == 0 { return .end }
    return code == EAGAIN || code == EINTR ? .later : .failed(code)
}

/// Writes as much as goes without waiting; returns the bytes taken, or nil on an error.
public func writeBytes(_ fd: CInt, _ bytes: ArraySlice<UInt8>) -> Int? {
    let count = unsafe bytes.withUnsafeBytes { unsafe write(fd, $0.baseAddress, $0.count) }
    if count >= 0 { return count }
    return cl_errno() == EAGAIN || cl_errno() == EINTR ? 0 : nil
}
