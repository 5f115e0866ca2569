// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// The folder that a server and its clients share, which may be all that their containers share.
///
///     orders        (0620) clients write requests here, a line each
///     replies       (0640) answers for clients that hold a lock on `lock`, one at a time
///     lock          (0640) for clients alone; the server never locks it
///     server.lock   (0600) held by the server; clients cannot open it
///     drop/         (3730) clients put their reply pipes and long requests here
///
/// The folder itself belongs to the server, so clients can replace nothing in it. Members of the
/// group can make files in `drop/`, but cannot list it. If the file system has access lists, new
/// files there are open to their owner and the server alone.
public struct PipeFolder: Sendable, Equatable {
    /// Where it is.
    public let path: String

    /// Names a folder.
    public init(path: String) { self.path = path }

    /// The pipe of requests.
    public var orders: String { path + "/orders" }
    /// The pipe of answers, for one client at a time.
    public var replies: String { path + "/replies" }
    /// The file that such a client locks with `flock`.
    public var lock: String { path + "/lock" }
    /// The file that the server locks.
    public var serverLock: String { path + "/server.lock" }
    /// The folder of the clients' own pipes and files.
    public var drop: String { path + "/drop" }

    /// Why the folder cannot be used.
    public struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
        /// The fault, and the remedy.
        public let description: String
    }

    /// Makes missing parts; refuses unexpected files.
    ///
    /// - Returns: Whether the group cannot open the clients' reply pipes; false if the file
    ///   system has no access lists.
    @discardableResult
    public func prepare() throws(Failure) -> Bool {
        try prepareFolder()
        for (pipe, mode) in [(orders, UInt32(0o620)), (replies, 0o640)] {
            try preparePipe(pipe, mode)
        }
        let file = Glibc.open(lock, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw failed("open", lock) }
        close(file)
        return try prepareDrop()
    }

    private func prepareFolder() throws(Failure) {
        if mkdir(path, 0o750) != 0, errno != EEXIST { throw failed("mkdir", path) }
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw failed("stat", path) }
        guard facts.st_uid == geteuid() || facts.st_uid == 0, facts.st_mode & 0o022 == 0 else {
            throw Failure(
                description:
                    "“\(path)” belongs to another user, or others may write into it: they could "
                    + "put a file in a pipe's place; chmod go-w, or name another folder")
        }
        if access(orders, F_OK) != 0, holdsOtherThings {
            throw Failure(
                description:
                    "“\(path)” holds other things; name an empty folder, or one that does not exist"
            )
        }
    }

    private func preparePipe(_ pipe: String, _ mode: UInt32) throws(Failure) {
        do throws(SystemError) {
            try NamedPipe.make(pipe, mode: mode)
        } catch {
            throw Failure(description: error.description)
        }
        var facts = stat()
        guard lstat(pipe, &facts) == 0, facts.st_mode & S_IFMT == S_IFIFO else {
            throw Failure(description: "“\(pipe)” is not a pipe; remove it, and start again")
        }
    }

    private func prepareDrop() throws(Failure) -> Bool {
        if mkdir(drop, 0o700) != 0, errno != EEXIST { throw failed("mkdir", drop) }
        var facts = stat()
        guard lstat(drop, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else {
            throw Failure(description: "“\(drop)” is not a folder; remove it, and start again")
        }
        // A folder that the administrator made for another user is left unchanged.
        guard facts.st_uid == geteuid() else { return false }
        let mode = facts.st_mode & 0o7777
        if mode != 0o3730, chmod(drop, 0o3730) != 0 {
            // A service may not set the set-group-ID bit (RestrictSUIDSGID), and would clear it by
            // setting any other mode.
            guard mode & 0o3000 == 0o3000 || chmod(drop, 0o1730) == 0 else {
                throw failed("chmod", drop)
            }
        }
        return AccessList.shareNewFiles(in: drop, with: geteuid())
    }

    /// Makes the caller the only server of the folder, for as long as the descriptor lives.
    func lockForServer() throws(Failure) -> Descriptor {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC
        let number = Glibc.open(serverLock, flags, 0o600)
        guard number >= 0 else { throw failed("open", serverLock) }
        let file = Descriptor(owning: number)
        guard fchmod(number, 0o600) == 0 else { throw failed("chmod", serverLock) }
        guard FileLock.takeFile(number) else {
            let holder = LockHolder.pid(of: number).map { " (pid \($0))" } ?? ""
            throw Failure(
                description:
                    "another server\(holder) takes the requests of “\(path)”; nothing was changed")
        }
        return file
    }

    private var holdsOtherThings: Bool {
        guard let names = FolderListing.names(path) else { return true }
        return names.contains { !["replies", "lock", "server.lock", "drop"].contains($0) }
    }

    private func failed(_ call: String, _ path: String) -> Failure {
        Failure(description: SystemError(call, path, code: errno).description)
    }
}
