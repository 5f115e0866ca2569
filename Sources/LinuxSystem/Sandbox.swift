// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Gives up rights irrevocably, before hostile bytes are read.
public enum Sandbox {
    /// How much could be given up.
    public enum Strength: Equatable, Sendable {
        /// Landlock and seccomp.
        case full
        /// Seccomp only: this kernel has no Landlock.
        case withoutLandlock
        /// Not all; the error number.
        case failed(CInt)
    }

    /// Ends this process when its parent ends.
    ///
    /// The C function is `prctl`.
    public static func dieWithParent() {
        _ = cl_die_with_parent()
        if getppid() == 1 { exit(0) }
    }

    /// Whether this kernel can limit a process to some folders.
    public static var hasLandlock: Bool { cl_landlock_version() > 0 }

    /// Limits this process to reading below some folders and writing below others.
    ///
    /// - Parameters:
    ///   - reading: files and folders that may be read; missing ones are ignored.
    ///   - writing: files and folders whose files may also be written.
    ///   - devices: whether files in `writing` may be opened for writing at all.
    ///   - sockets: whether Unix sockets may be made; other kinds are always forbidden.
    ///   - memoryMiB: how much address space it may have.
    /// - Returns: how much of it this kernel supports.
    public static func enter(
        reading: [String], writing: [String], devices: Bool, sockets: Bool, memoryMiB: UInt
    ) -> Strength {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #if !SANITIZED  // the address sanitizer maps terabytes
            let bytes = rlim_t(memoryMiB) << 20
            var memory = rlimit(rlim_cur: bytes, rlim_max: bytes)
            unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &memory)
        #endif
        let landlock = unsafe withPaths(reading) { readable in
            unsafe withPaths(writing) { writable in unsafe cl_landlock(readable, writable) }
        }
        guard landlock >= 0 else { return .failed(cl_errno()) }
        guard cl_seccomp(devices ? 1 : 0, sockets ? 1 : 0) == 0 else { return .failed(cl_errno()) }
        return landlock == 0 ? .full : .withoutLandlock
    }

    private static func withPaths<Result>(
        _ paths: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = unsafe paths.map { unsafe UnsafePointer(strdup($0)) } + [nil]
        defer { unsafe copies.forEach { unsafe free(UnsafeMutablePointer(mutating: $0)) } }
        return unsafe copies.withUnsafeBufferPointer { list in
            // The list ends with nil, so it has a base address.
            unsafe body(list.baseAddress.unsafelyUnwrapped)
        }
    }
}
