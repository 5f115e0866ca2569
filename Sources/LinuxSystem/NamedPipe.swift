// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Pipes that have a name in the file system.
public enum NamedPipe {
    /// Makes a pipe with exactly this mode, unless the path exists.
    ///
    /// The C function is `mkfifo`.
    public static func make(_ path: String, mode: UInt32) throws(SystemError) {
        if unsafe mkfifo(path, mode) == 0 {
            guard unsafe chmod(path, mode) == 0 else { throw .last("chmod", path) }
        } else if cl_errno() != EEXIST {
            throw .last("mkfifo", path)
        }
    }

    /// Opens an existing pipe, and no other kind of file, without blocking.
    ///
    /// With `O_RDWR` the caller holds both ends, so it never reads an end of file.
    ///
    /// - Returns: nil if it is opened for writing only and has no reader.
    public static func open(_ path: String, _ access: CInt) throws(SystemError) -> Descriptor? {
        let number = unsafe cl_open(path, access | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0)
        guard number >= 0 else {
            if cl_errno() == ENXIO { return nil }
            throw .last("open", path)
        }
        return try checked(Descriptor(owning: number), path)
    }

    static func checked(
        _ file: consuming Descriptor, _ path: String
    ) throws(SystemError) -> Descriptor {
        guard isPipe(file.number) else {
            throw SystemError("open (not a pipe)", path, code: EINVAL)
        }
        return file
    }

    /// Whether an open file is a pipe.
    static func isPipe(_ file: CInt) -> Bool {
        var facts = stat()
        return unsafe fstat(file, &facts) == 0 && CInt(facts.st_mode) & S_IFMT == S_IFIFO
    }

    /// Bytes that have been written and not yet read; the C call is `FIONREAD`.
    public static func waiting(_ pipe: CInt) -> Int {
        var count: CInt = 0
        return unsafe cl_waiting(pipe, &count) == 0 ? Int(count) : 0
    }
}
