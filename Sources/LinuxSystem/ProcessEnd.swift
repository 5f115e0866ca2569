// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

extension Descriptor {
    /// Becomes readable when a process ends; nil if there is no process with this id.
    ///
    /// The corresponding C function is `pidfd_open`.
    ///
    /// - Parameter process: the process id; not one of our children.
    /// - Returns: an open descriptor.
    public static func end(of process: UInt32) -> Descriptor? {
        guard let process = pid_t(exactly: process), process > 0 else { return nil }
        let number = cl_pidfd_open(process)
        return number >= 0 ? Descriptor(owning: number) : nil
    }
}
