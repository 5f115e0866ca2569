// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import LinuxSystem

/// Why the shared memory cannot be used.
public enum RingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No daemon has ever used this directory.
    case noJukebox(directory: String)
    /// The file is not a jukebox's own: foreign owner, wrong size or another kind of file.
    case notOurs(file: String, why: String)
    /// The runtime directory is not in memory.
    case onDisk(directory: String)
    /// The files have another version of the layout than this program.
    case otherVersion(file: String, theirs: String, ours: String)
    /// The user may not use the file; members of the group may, if there is one.
    case forbidden(file: String, owner: String, group: String?)
    /// Another daemon runs; its pid as written in the lock.
    case alreadyRunning(directory: String, pid: String)
    /// A system call failed.
    case system(SystemError)

    /// The error in one line, with the path and the remedy.
    public var description: String {
        switch self {
        case .noJukebox(let directory):
            "no jukebox in “\(directory)”: the daemon has not been started there yet"
        case .notOurs(let file, let why): "“\(file)” is not used: \(why)"
        case .onDisk(let directory):
            "“\(directory)” is not in memory (tmpfs), so orders would be written to a disk; "
                + "name another directory, or set runtime_on_disk = true under [paths]"
        case .otherVersion(let file, let theirs, let ours):
            "“\(file)” has version \(theirs) of the layout and this program knows \(ours): "
                + "update the daemon and its clients together"
        case .forbidden(let file, _, let group?):
            "user \(Accounts.ownName) may not use “\(file)”, which is for the group “\(group)”: "
                + "`sudo usermod -aG \(group) \(Accounts.ownName)`, then log in again"
        case .forbidden(let file, let owner, nil):
            "user \(Accounts.ownName) may not use “\(file)”: this jukebox was started by hand and is for "
                + "user \(owner) alone; the service jukeboxd is for all members of its group"
        case .alreadyRunning(let directory, let pid):
            "another jukeboxd runs in “\(directory)” (pid \(pid.isEmpty ? "unknown" : pid)); this one stops"
        case .system(let error): error.description
        }
    }
}
