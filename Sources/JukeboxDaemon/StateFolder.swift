// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import Stores

/// The folder of the databases, locked by one daemon at a time.
struct StateFolder: ~Copyable {
    let path: String
    private let lock: Descriptor

    var journal: String { path + "/orders.db" }
    var catalogue: String { path + "/catalogue.db" }

    /// Makes the folder if it is missing, and locks it; waits 2 s for a daemon that is ending.
    init(_ path: String) throws(StateTrouble) {
        self.path = path
        try Self.make(path)
        lock = try Self.locked(path)
    }

    private static func locked(_ path: String) throws(StateTrouble) -> Descriptor {
        let lock: Descriptor
        do throws(SystemError) {
            lock = try Descriptor.open(path + "/lock", O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        } catch {
            throw .unusable("use the state directory", path, why: error.meaning)
        }
        for attempt in 0..<200 {
            if FileLock.takeFile(lock.number) { break }
            if attempt == 199 { throw .inUse(path, pid: holder(lock.number)) }
            Clock.sleep(.milliseconds(10))
        }
        ftruncate(lock.number, 0)
        // For people only: on a full disk the lock holds without it.
        _ = writeBytes(lock.number, Array("\(getpid())\n".utf8)[...])
        return lock
    }

    private static func make(_ path: String) throws(StateTrouble) {
        var made = ""
        var code: CInt = 0
        for part in path.split(separator: "/") {
            made += "/" + part
            code = mkdir(made, 0o700) == 0 ? 0 : errno
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            let code = code == EEXIST ? errno : code
            let error = SystemError("mkdir", path, code: code)
            throw .unusable("make the state directory", path, why: error.meaning)
        }
        guard facts.st_mode & S_IFMT == S_IFDIR else {
            throw .unusable("use the state directory", path, why: "it is not a directory")
        }
    }

    /// The process id that the lock's holder has written; empty when it has not.
    private static func holder(_ lock: CInt) -> String {
        var text: [UInt8] = []
        _ = readBytes(lock, into: &text, limit: 32)
        return String(decoding: text, as: UTF8.self).filter(\.isNumber)
    }

    /// Explains why a database in the folder could not be opened.
    borrowing func trouble(_ name: String, _ file: String, _ error: any Error) -> StateTrouble {
        .unusable("open the \(name)", file, why: obstacle(file) ?? Damage.words(error))
    }

    /// Why a database cannot be written: its files, its folder, or a full disk; nil if unknown.
    private borrowing func obstacle(_ file: String) -> String? {
        for ending in ["", "-wal", "-shm"] {
            do throws(SystemError) {
                _ = try Descriptor.open(file + ending, O_RDWR)
            } catch {
                if error.code != ENOENT {
                    return ending.isEmpty ? error.meaning : "\(error.meaning) (\(file)\(ending))"
                }
            }
        }
        if access(path, W_OK | X_OK) != 0 {
            return SystemError("access", path, code: errno).meaning
        }
        var space = statvfs()
        guard statvfs(path, &space) == 0, space.f_bavail == 0 else { return nil }
        return SystemError("statvfs", path, code: ENOSPC).meaning
    }
}

/// Why the daemon cannot use its state folder.
enum StateTrouble: Error, Equatable, CustomStringConvertible {
    /// The work that failed, its path, and why.
    case unusable(String, String, why: String)
    /// Another daemon uses it; its pid as written in the lock, or empty.
    case inUse(String, pid: String)

    var description: String {
        switch self {
        case .unusable(let work, let path, let why):
            "cannot \(work) “\(path)”: \(why); it must be writable by user \(Accounts.ownName)"
        case .inUse(let path, let pid):
            "another jukeboxd uses the state directory “\(path)” "
                + "(pid \(pid.isEmpty ? "unknown" : pid)); this one stops"
        }
    }

    /// The exit status, see sysexits.h.
    var status: Int32 {
        switch self {
        case .unusable: 74
        case .inUse: 75
        }
    }
}
