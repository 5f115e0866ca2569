// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// The folder that a server and its clients share, which may be all that their containers share.
///
///     orders    (0620) clients write requests here, a line each
///     replies   (0640) answers for clients that hold a lock on `lock`, one at a time
///     lock      (0640)
///     drop/     (3770) clients put their reply pipes and long requests here
///
/// The folder itself belongs to the server: nobody else can put anything in a pipe's place.
public struct PipeFolder: Sendable, Equatable {
    /// Where it is.
    public let path: String

    /// Names it.
    public init(path: String) { self.path = path }

    /// The pipe of requests.
    public var orders: String { path + "/orders" }
    /// The pipe of answers, for one client at a time.
    public var replies: String { path + "/replies" }
    /// What such a client locks with `flock`.
    public var lock: String { path + "/lock" }
    /// The folder of the clients' own pipes and files.
    public var drop: String { path + "/drop" }

    /// Why the folder cannot be used.
    public struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
        /// What is wrong, and what would be right.
        public let description: String
    }

    /// Makes what is missing; refuses what stands there and should not.
    public func prepare() throws(Failure) {
        if mkdir(path, 0o750) != 0, errno != EEXIST { throw failed("mkdir", path) }
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw failed("stat", path) }
        guard facts.st_uid == geteuid() || facts.st_uid == 0, facts.st_mode & 0o022 == 0 else {
            throw Failure(
                description:
                    "“\(path)” belongs to somebody else, or others may write into it: they could put a file in a pipe's place; chmod go-w, or name another folder"
            )
        }
        if access(orders, F_OK) != 0, holdsOtherThings {
            throw Failure(
                description:
                    "“\(path)” holds other things; name a folder that is empty, or not there yet")
        }
        for (pipe, mode) in [(orders, UInt32(0o620)), (replies, 0o640)] {
            do throws(SystemError) {
                try NamedPipe.make(pipe, mode: mode)
            } catch {
                throw Failure(description: error.description)
            }
            guard lstat(pipe, &facts) == 0, facts.st_mode & S_IFMT == S_IFIFO else {
                throw Failure(description: "“\(pipe)” is no pipe; remove it, and start again")
            }
        }
        let file = Glibc.open(lock, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw failed("open", lock) }
        close(file)
        if mkdir(drop, 0o770) == 0 {
            // A service may be forbidden to make what hands its group on (RestrictSUIDSGID).
            guard chmod(drop, 0o3770) == 0 || chmod(drop, 0o1770) == 0 else {
                throw failed("chmod", drop)
            }
        } else if errno != EEXIST {
            throw failed("mkdir", drop)
        }
    }

    private var holdsOtherThings: Bool {
        guard let names = FolderListing.names(path) else { return true }
        return names.contains { !["replies", "lock", "drop"].contains($0) }
    }

    private func failed(_ call: String, _ path: String) -> Failure {
        Failure(description: SystemError(call, path, code: errno).description)
    }
}
