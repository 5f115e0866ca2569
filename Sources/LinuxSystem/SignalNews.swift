// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Reads signals from a signal descriptor.
public enum SignalNews {
    /// The numbers of the signals that came.
    ///
    /// The C type is `signalfd_siginfo`.
    public static func read(_ fd: CInt) -> [CInt] {
        var bytes: [UInt8] = []
        _ = readBytes(fd, into: &bytes, limit: 128 * 16)
        return stride(from: 0, to: bytes.count - 127, by: 128).map { CInt(bytes[$0]) }
    }
}
