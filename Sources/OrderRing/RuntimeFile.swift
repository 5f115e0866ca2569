// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import COrderRing
internal import Glibc
internal import LinuxSystem

/// Opens the files of a runtime directory; refuses files that another user could have put there.
enum RuntimeFile {
    /// Refuses files of another major version of the layout.
    static func compareVersion(_ path: String, _ major: UInt16, _ minor: UInt16) throws(RingError) {
        guard major == UInt16(ABI_MAJOR) else {
            throw .otherVersion(
                file: path, theirs: "\(major).\(minor)", ours: "\(ABI_MAJOR).\(ABI_MINOR)")
        }
    }

    /// Opens a file that must have the directory's owner and group, and this size; nil: any size.
    static func open(
        _ path: String, in directory: String, _ flags: CInt, size: Int?
    ) throws(RingError) -> Descriptor {
        var home = stat()
        guard unsafe stat(directory, &home) == 0 else { throw .noJukebox(directory: directory) }
        guard home.st_mode & 0o022 == 0 else {
            throw .notOurs(file: directory, why: "others may write into the directory")
        }
        let file: Descriptor
        do {
            // Does not block if the path is a pipe.
            file = try Descriptor.open(path, flags | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            switch error.code {
            case ENOENT: throw .noJukebox(directory: directory)
            case ELOOP: throw .notOurs(file: path, why: "it is a symbolic link")
            case EACCES:
                let group = FileOwner.sharingGroup(of: directory, for: 0o050)
                throw .forbidden(
                    file: path, owner: Accounts.userName(home.st_uid), group: group)
            default: throw .system(error)
            }
        }
        var facts = stat()
        guard unsafe fstat(file.number, &facts) == 0 else {
            throw .system(SystemError("fstat", path, code: errno))
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            throw .notOurs(file: path, why: "it is not a plain file")
        }
        guard facts.st_uid == home.st_uid, facts.st_gid == home.st_gid else {
            throw .notOurs(file: path, why: "its owner is not the directory's")
        }
        if let size, facts.st_size != size {
            throw .notOurs(file: path, why: "it has \(facts.st_size) bytes instead of \(size)")
        }
        return file
    }
}
