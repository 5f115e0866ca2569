// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Advisory locks that belong to an open description (`F_OFD_SETLK`), see fcntl(2).
public enum FileLock {
    /// Takes a write lock on one byte; false if another process has it.
    public static func takeByte(_ offset: Int64, of fd: CInt) -> Bool {
        cl_ofd_lock(fd, CInt(F_WRLCK), offset, 1) == 0
    }

    /// Returns whether another process holds a write lock on one byte; an error counts as no.
    public static func byteIsTaken(_ offset: Int64, of fd: CInt) -> Bool {
        cl_ofd_taken(fd, CInt(F_RDLCK), offset, 1) == 1
    }

    /// Takes the whole file for this description (`flock`); false if another one has it.
    public static func takeFile(_ fd: CInt) -> Bool {
        flock(fd, LOCK_EX | LOCK_NB) == 0
    }
}
