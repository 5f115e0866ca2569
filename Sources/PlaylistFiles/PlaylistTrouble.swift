// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import LinuxSystem

/// Why a playlist could not be written.
public enum PlaylistTrouble: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no list of this name.
    case unknown(String)
    /// There is a list of this name already, at this path.
    case exists(String, path: String)
    /// The folder of the lists does not exist.
    case noFolder(String)
    /// This user lacks a right; members of the group have it, if there is one.
    case forbidden(Right, user: String, group: String?)
    /// The list belongs to another user, so that it can be added to but not replaced.
    case foreign(path: String, owner: String)
    /// The path is not a regular file, or too long to be a list.
    case notAList(path: String)
    /// Another program is writing lists, and did not end.
    case busy(folder: String)
    /// A system call failed.
    case system(SystemError)

    /// The right that a user lacks.
    public enum Right: Equatable, Sendable {
        /// To create files in this folder.
        case create(in: String)
        /// To write to this file.
        case write(String)
        /// To read this file or folder.
        case read(String)
    }

    /// The error in one line, with the remedy.
    public var description: String {
        switch self {
        case .unknown(let name): "no playlist “\(name)”"
        case .exists(let name, let path): "there is a playlist “\(name)” already (\(path))"
        case .noFolder(let folder):
            "the folder of the playlists, “\(folder)”, does not exist; create it, or set paths.playlists"
        case .forbidden(let right, let user, let group?):
            "user \(user) may not \(right); members of the group \(group) may: "
                + "`sudo usermod -aG \(group) \(user)`, then log in again"
        case .forbidden(let right, let user, nil): "user \(user) may not \(right)"
        case .foreign(let path, let owner):
            "“\(path)” belongs to user \(owner), so only that user can replace it"
        case .notAList(let path): "“\(path)” is not a playlist file"
        case .busy(let folder): "another program is writing in “\(folder)”; try again in a moment"
        case .system(let error): error.description
        }
    }

    /// A failed call on a path, as a missing right where it is one.
    init(_ error: SystemError, _ right: Right, path: String) {
        guard error.code == EACCES || error.code == EPERM else {
            self = .system(error)
            return
        }
        self = .forbidden(
            right, user: Accounts.ownName, group: FileOwner.sharingGroup(of: path, for: 0o020))
    }
}

extension PlaylistTrouble.Right: CustomStringConvertible {
    /// The right as the end of “may not …”.
    public var description: String {
        switch self {
        case .create(let folder): "create files in “\(folder)”"
        case .write(let file): "write to “\(file)”"
        case .read(let path): "read “\(path)”"
        }
    }
}
