// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A folder that strangers put files and pipes into, which are opened by their bare names, never
/// through links, and never made.
public struct DropFolder: ~Copyable, Sendable {
    private let folder: Descriptor
    private let path: String

    /// Opens a folder.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        folder = try Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    }

    private borrowing func opened(_ name: String, _ flags: CInt) throws(SystemError) -> Descriptor {
        let all = flags | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY
        let number = unsafe cl_openat(folder.number, name, all, 0)
        guard number >= 0 else { throw .last("open", path + "/" + name) }
        return Descriptor(owning: number)
    }

    /// Opens a pipe that somebody reads, to write into it.
    ///
    /// - Returns: nil while nobody reads.
    public borrowing func pipe(_ name: String) throws(SystemError) -> Descriptor? {
        do throws(SystemError) {
            return try NamedPipe.checked(try opened(name, O_WRONLY), path + "/" + name)
        } catch {
            if error.code == ENXIO { return nil }
            throw error
        }
    }

    /// Reads a file in whole, and takes it away.
    ///
    /// Only a regular file that has no other name is taken: a hard link may lead to somebody
    /// else's secret.
    public borrowing func take(_ name: String, atMost limit: Int) throws(SystemError) -> [UInt8] {
        let file = try opened(name, O_RDONLY)
        let whole = path + "/" + name
        var facts = stat()
        guard unsafe fstat(file.number, &facts) == 0 else { throw .last("fstat", whole) }
        guard CInt(facts.st_mode) & S_IFMT == S_IFREG, facts.st_nlink == 1 else {
            throw SystemError("open (it is no plain file with one name)", whole, code: EINVAL)
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

    /// Takes a name away.
    public borrowing func remove(_ name: String) { unsafe unlinkat(folder.number, name, 0) }

    /// Takes away what clients that died have left: what is older than `age`, and is a pipe that
    /// nobody reads, or a plain file.
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
