// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import LinuxSystem

/// Why the shared memory cannot be used.
public enum RingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// No jukebox has ever been at home in this directory.
    case noJukebox(directory: String)
    /// The file is not what it should be: foreign owner, wrong size, another ABI.
    case notOurs(file: String, why: String)
    /// Another daemon runs; its pid as it wrote it.
    case alreadyRunning(directory: String, pid: String)
    /// The system refused.
    case system(SystemError)

    /// What is wrong, on what, and what to do.
    public var description: String {
        switch self {
        case .noJukebox(let directory):
            "no jukebox in “\(directory)”: the daemon has not been started there yet"
        case .notOurs(let file, let why): "“\(file)” is not used: \(why)"
        case .alreadyRunning(let directory, let pid):
            "another jukeboxd runs in “\(directory)” (pid \(pid)); this one stops"
        case .system(let error): error.description
        }
    }
}
