// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// The folder with everything that a trial writes; only this user may enter it.
struct TrialFolder {
    /// The runtime directory, which contains all the rest.
    let path: String
    /// Whether it is on a disk.
    let liesOnDisk: Bool

    var settings: String { path + "/jukebox.toml" }
    var log: String { path + "/log" }

    /// Makes the folder, in memory where possible.
    init() throws {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        var trouble = ""
        for parent in Self.parents(
            session: variable("XDG_RUNTIME_DIR"), temporary: variable("TMPDIR"))
        where access(parent, W_OK | X_OK) == 0 {
            do {
                path = try TemporaryFolder.make("jukebox-try-", in: parent)
                liesOnDisk = !Filesystem.isInMemory(path)
                for name in ["state", "lists"] { mkdir(path + "/" + name, 0o700) }
                return
            } catch {
                trouble = error.description
            }
        }
        throw Failure(status: 73, text: "no temporary folder could be made: \(trouble)")
    }

    /// The folders that it may be made in, the best first.
    ///
    /// The path of a socket has at most 107 bytes, so that a long folder is of no use.
    static func parents(session: String?, temporary: String?) -> [String] {
        let own = [session, "/dev/shm", temporary, "/tmp"].compactMap { $0 }
        return own.filter { $0.hasPrefix("/") && $0.utf8.count <= 70 }
    }

    /// Writes the settings file.
    func write(_ settings: TrialSettings) throws {
        let file = try Descriptor.open(self.settings, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        let bytes = Array(settings.text.utf8)
        guard writeBytes(file.number, bytes[...]) == bytes.count else {
            throw Failure(status: 73, text: "“\(self.settings)” could not be written")
        }
    }

    /// The last lines of the daemon's log, without the marks that are for the journal.
    func lastLines(_ count: Int = 5) -> [String] {
        let bytes = FileContents.read(log, atMost: 16 << 20) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(count).map {
            Self.unmarked(String($0))
        }
    }

    /// A line of a log without its priority: `<3>` before it, see sd-daemon(3).
    static func unmarked(_ line: String) -> String {
        let start = Array(line.utf8.prefix(3))
        guard start.count == 3, start[0] == UInt8(ascii: "<"), start[2] == UInt8(ascii: ">"),
            (0x30...0x37).contains(start[1])
        else { return line }
        return String(line.dropFirst(3))
    }
}
