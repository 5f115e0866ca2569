// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A folder that clients put files and pipes into.
///
/// Names are opened relative to it, never through links, and never created.
public struct DropFolder: ~Copyable, Sendable {
    private let folder: Descriptor
    private let path: String
    /// Whether the owners of files can be told apart.
    public let seesOwners: Bool

    /// Opens a folder.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        seesOwners = Accounts.areVisible
        folder = try Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    private borrowing func opened(_ name: String, _ flags: CInt) throws(SystemError) -> Descriptor {
        let all = flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
        let number = unsafe cl_openat(folder.number, name, all, 0)
        guard number >= 0 else { throw .last("open", path + "/" + name) }
        return Descriptor(owning: number)
    }

    /// Opens a pipe for writing.
    ///
    /// - Returns: nil while it has no reader.
    public borrowing func pipe(_ name: String) throws(SystemError) -> Descriptor? {
        do throws(SystemError) {
            return try NamedPipe.checked(try opened(name, O_WRONLY), path + "/" + name)
        } catch {
            if error.code == ENXIO { return nil }
            throw error
        }
    }

    /// Returns the user who owns a pipe.
    ///
    /// The C function is `fstatat`.
    ///
    /// - Returns: nil unless the name is a pipe with a single link, because a second one may be a
    ///   link to another user's pipe; nil if the owner is not visible in this user namespace.
    public borrowing func pipeOwner(_ name: String) -> UInt32? {
        var facts = stat()
        guard unsafe fstatat(folder.number, name, &facts, AT_SYMLINK_NOFOLLOW) == 0,
            CInt(facts.st_mode) & S_IFMT == S_IFIFO, facts.st_nlink == 1,
            seesOwners || facts.st_uid != Accounts.overflowUser
        else { return nil }
        return facts.st_uid
    }

    /// Reads a user's whole file and removes it.
    ///
    /// Refuses anything but a regular file of this user that has a single link and is not writable
    /// for all. A second link may belong to another user's file.
    ///
    /// The group's write bit means nothing: with an access list it is the list's mask.
    public borrowing func take(
        _ name: String, of user: UInt32, atMost limit: Int
    ) throws(SystemError) -> [UInt8] {
        let file = try opened(name, O_RDONLY)
        let whole = path + "/" + name
        var facts = stat()
        guard unsafe fstat(file.number, &facts) == 0 else { throw .last("fstat", whole) }
        guard CInt(facts.st_mode) & S_IFMT == S_IFREG, facts.st_nlink == 1 else {
            throw SystemError("open (not a regular file with one name)", whole, code: EINVAL)
        }
        guard facts.st_uid == user else {
            throw SystemError("open (not a file of the reply pipe's owner)", whole, code: EPERM)
        }
        guard facts.st_mode & 0o002 == 0 else {
            throw SystemError("open (everybody may write into it)", whole, code: EPERM)
        }
        guard facts.st_size <= limit else { throw SystemError("read", whole, code: EFBIG) }
        var bytes: [UInt8] = []
        loop: while bytes.count <= limit {
            switch readBytes(file.number, into: &bytes, limit: 1 << 20) {
            case .bytes: continue
            case .end: break loop
            case .later: throw SystemError("read", whole, code: EAGAIN)
            case .failed(let code): throw SystemError("read", whole, code: code)
            }
        }
        guard bytes.count <= limit else { throw SystemError("read", whole, code: EFBIG) }
        remove(name)
        return bytes
    }

    /// Removes a name.
    public borrowing func remove(_ name: String) { unsafe unlinkat(folder.number, name, 0) }

    /// Removes the remains of dead clients: pipes without a reader and regular files, older than
    /// `age`.
    public borrowing func sweep(olderThan age: MonotonicTime.Span) {
        for name in FolderListing.names(of: folder.number) ?? [] where isLeft(name, age) {
            remove(name)
        }
    }

    private borrowing func isLeft(_ name: String, _ age: MonotonicTime.Span) -> Bool {
        var facts = stat()
        guard unsafe fstatat(folder.number, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 else {
            return false
        }
        let changed = WallTime(
            nanoseconds: Int64(facts.st_mtim.tv_sec) * 1_000_000_000)
        guard Clock.wall.since(changed).nanoseconds >= age.nanoseconds else { return false }
        switch CInt(facts.st_mode) & S_IFMT {
        case S_IFREG: return true
        case S_IFIFO:
            do throws(SystemError) {
                guard let end = try pipe(name) else { return true }
                _ = consume end
                return false
            } catch {
                return false
            }
        default: return false
        }
    }
}
