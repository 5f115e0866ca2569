// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// A small secret file that several processes may change at the same time.
///
/// A change reads the file, edits it and replaces it as a whole, under a lock on `PATH.lock`. The
/// lock file stays, because a deleted one would let two processes hold a lock each.
public enum KeptFile {
    /// The reason why a file cannot be read or changed, and the remedy.
    public struct Failure: Error, Equatable, CustomStringConvertible, Sendable {
        /// The sentence for the user.
        public var description: String

        /// Takes the sentence.
        public init(description: String) { self.description = description }
    }

    static let longest = 16 << 20
    /// How long a change waits for the lock.
    static let patience = MonotonicTime.Span(nanoseconds: 20_000_000_000)

    /// The bytes of a file; nil if it does not exist.
    ///
    /// - Throws: if it exists and cannot be read.
    static func read(_ path: String) throws(Failure) -> [UInt8]? {
        if let bytes = FileContents.read(path, atMost: longest, followingLinks: false) {
            return bytes
        }
        if access(path, F_OK) != 0, errno == ENOENT, FileVersion(path) == nil { return nil }
        throw refused("read", path, SystemError("open", path, code: readError(path)))
    }

    /// Changes a file under the lock; unchanged bytes are not written.
    ///
    /// Creates the folder (mode 0700) if it is missing. The file belongs to the owner of its folder
    /// if we are root, and only its owner can read it.
    static func change<Answer>(
        _ path: String, _ edit: (inout [UInt8]?) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        let lock = try locked(path)
        defer { close(lock.number) }
        var bytes = try read(path)
        let before = bytes
        let answer = try edit(&bytes)
        guard bytes != before, let bytes else { return answer }
        do throws(SystemError) {
            try FileContents.replace(path, with: bytes)
        } catch {
            throw refused("write", path, error)
        }
        return answer
    }

    private struct Lock { let number: CInt }

    private static func locked(_ path: String) throws(Failure) -> Lock {
        let name = path + ".lock"
        let number: CInt
        do throws(SystemError) {
            try createFolder(folder(of: path))
            number = try Descriptor.open(name, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600).given()
        } catch {
            throw refused("write", path, error)
        }
        FileOwner.give(number, toOwnerOf: folder(of: path))
        let start = Clock.monotonic
        while !FileLock.takeFile(number) {
            guard Clock.monotonic - start < patience else {
                close(number)
                throw Failure(
                    description: "another program keeps “\(name)” locked; end it and try again")
            }
            Clock.sleep(.init(nanoseconds: 5_000_000))
        }
        return Lock(number: number)
    }

    /// The folder that a file is in.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Creates a folder and its parents.
    ///
    /// A folder that root creates gets the owner of its parent.
    private static func createFolder(_ folder: String) throws(SystemError) {
        if access(folder, F_OK) == 0 || folder == "/" || folder == "." { return }
        let above = self.folder(of: folder)
        try createFolder(above)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw SystemError("mkdir", folder, code: errno)
        }
        let made = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        FileOwner.give(made.number, toOwnerOf: above)
    }

    private static func readError(_ path: String) -> CInt {
        do throws(SystemError) {
            let file = try Descriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
            return lseek(file.number, 0, SEEK_END) > longest ? EFBIG : EIO
        } catch {
            return error.code
        }
    }

    private static func refused(_ verb: String, _ path: String, _ error: SystemError) -> Failure {
        guard [EACCES, EPERM, EROFS].contains(error.code) else {
            return Failure(description: "cannot \(verb) “\(path)”: \(error)")
        }
        return Failure(
            description: "user \(Accounts.ownName) cannot \(verb) “\(path)”: \(error.meaning); "
                + "try it with sudo, or name your own settings with --config")
    }
}
