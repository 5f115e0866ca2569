// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
internal import JukeboxModel

/// A Unix socket in the file system that this process alone listens at.
///
/// A lock on the file `PATH.lock` keeps others away from the path for as long as this value lives.
/// The kernel frees the lock when the process ends, however it ends.
public final class SocketFile: Sendable {
    /// Why a path cannot be taken.
    public enum Failure: Error, Equatable, Sendable {
        /// Another process listens there.
        case taken
        /// Something other than a socket is there; it was not touched.
        case notASocket
        /// The kernel's error.
        case system(SystemError)
    }

    /// The path.
    public let path: String
    /// The listening socket; this value does not close it.
    public let number: CInt
    private let identity: Identity
    private let lock: Descriptor

    private struct Identity: Equatable {
        var device: UInt64
        var inode: UInt64
    }

    /// Listens at a path, for the owner and a group.
    ///
    /// A socket that a killed process left there is replaced. The new one gets the group only if this
    /// process may give it away, see chown(2).
    public init(_ path: String, group: UInt32) throws(Failure) {
        self.path = path
        do throws(SystemError) {
            lock = try .open(path + ".lock", O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        } catch {
            throw .system(error)
        }
        guard FileLock.takeFile(lock.number) else { throw .taken }
        try Self.checkFree(path)
        do throws(SystemError) {
            number = try UnixSocket.listen(path, mode: 0o600).given()
        } catch {
            throw .system(error)
        }
        _ = unsafe lchown(path, uid_t.max, group)
        unsafe chmod(path, 0o660)
        identity = Self.facts(path).map(Self.identity) ?? Identity(device: 0, inode: 0)
    }

    /// Removes the socket from the file system, unless another one has taken its place.
    public func remove() {
        guard let facts = Self.facts(path), Self.identity(facts) == identity else { return }
        unsafe unlink(path)
    }

    /// Makes the folder of a socket, if it is missing, for its owner and a group.
    ///
    /// The folder gets the group only if this process may give it away, see chown(2).
    public static func makeFolder(of path: String, group: UInt32) throws(SystemError) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let folder = String(path[..<slash])
        guard unsafe mkdir(folder, 0o700) == 0 else {
            guard cl_errno() == EEXIST else { throw .last("mkdir", folder) }
            return
        }
        _ = unsafe lchown(folder, uid_t.max, group)
        unsafe chmod(folder, 0o750)
    }

    /// Fails if a process listens at a path, or something other than a socket is there.
    private static func checkFree(_ path: String) throws(Failure) {
        guard let facts = facts(path) else { return }
        guard CInt(facts.st_mode) & S_IFMT == S_IFSOCK else { throw .notASocket }
        do throws(SystemError) {
            _ = try UnixSocket.connect(path, within: .seconds(1))
        } catch {
            switch error.code {
            case ECONNREFUSED, ENOENT: return  // a killed process has left it
            case EAGAIN: throw .taken  // its queue of callers is full
            default: throw .system(error)
            }
        }
        throw .taken
    }

    private static func facts(_ path: String) -> stat? {
        var facts = stat()
        return unsafe lstat(path, &facts) == 0 ? facts : nil
    }

    private static func identity(_ facts: stat) -> Identity {
        Identity(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
    }
}
