// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct `A daemon that cannot start` {
    /// Name, inode, size and modification of each file in the folders of a home.
    private func files(_ home: Home) throws -> [String] {
        try ["/run", "/state"].flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: home.path + folder).map { name in
                var facts = stat()
                stat(home.path + folder + "/" + name, &facts)
                let moment = facts.st_mtim
                return "\(name) \(facts.st_ino) \(facts.st_size) \(moment.tv_sec).\(moment.tv_nsec)"
            }
        }.sorted()
    }

    private func daemon(_ home: Home, _ more: String..., as user: Int? = nil) -> Home.Result {
        let words = [Home.programs + "/jukeboxd", "--config", home.path + "/jukebox.toml"] + more
        guard let user else { return Home.run(words[0], Array(words.dropFirst())) }
        let other = ["--reuid", "\(user)", "--regid", "\(user)", "--clear-groups"]
        return Home.run("/usr/bin/setpriv", other + words)
    }

    @Test func `beside another names it, and touches nothing of its`() throws {
        let home = try Home()
        try home.start()
        let before = try files(home)

        let second = daemon(home)

        #expect(second.status == 75)
        #expect(second.errors.contains("“\(home.path)/run” (pid \(home.pid))"), "\(second.errors)")
        #expect(try files(home) == before)
        #expect(home.jukebox("play", "--title", "canon", "--wait", "playing").status == 0)
    }

    @Test func `on another's state names it, and touches nothing of its`() throws {
        let home = try Home()
        try home.start()
        let before = try files(home)

        let second = daemon(home, "--runtime", home.path + "/elsewhere")

        #expect(second.status == 75)
        #expect(
            second.errors.contains("“\(home.path)/state” (pid \(home.pid))"), "\(second.errors)")
        #expect(try files(home) == before)
    }

    @Test func `names a state directory that is a file`() throws {
        let home = try Home()
        try home.write("state", "")

        let result = daemon(home)

        #expect(result.status == 74)
        #expect(result.errors.contains("“\(home.path)/state”: it is not a directory"))
    }

    /// Whether another user could run the programs that the tests have built.
    static let canBeSomebodyElse =
        getuid() == 0
        && Home.run(
            "/usr/bin/setpriv",
            [
                "--reuid", "65534", "--regid", "65534", "--clear-groups", "/usr/bin/test", "-x",
                Home.programs + "/jukeboxd",
            ]
        ).status == 0

    @Test(.enabled(if: canBeSomebodyElse))
    func `names a state directory or a journal that refuses, without SQL`() throws {
        let home = try Home()
        chmod(home.path, 0o777)
        mkdir(home.path + "/state", 0o755)

        let folder = daemon(home, as: 65534)
        chmod(home.path + "/state", 0o777)
        try home.write("state/orders.db", "")
        chmod(home.path + "/state/orders.db", 0o600)
        let file = daemon(home, as: 65534)

        for (result, name) in [(folder, "state"), (file, "state/orders.db")] {
            #expect(result.status == 74)
            let words = "“\(home.path)/\(name)”: Permission denied; it must be writable by user"
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(!result.errors.contains("SQL"))
        }
    }

    @Test(.enabled(if: getuid() == 0)) func `says that the disk is full`() throws {
        let home = try Home()
        mkdir(home.path + "/state", 0o755)
        let mounted = Home.run(
            "/usr/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", home.path + "/state"])
        defer { _ = Home.run("/usr/bin/umount", ["-l", home.path + "/state"]) }
        try #require(mounted.status == 0)
        let filler = home.path + "/state/filler"
        _ = FileManager.default.createFile(atPath: filler, contents: Data(count: 65_536))

        let result = daemon(home)

        #expect(result.status == 74)
        #expect(result.errors.contains("No space left on device"), "\(result.errors)")
    }
}
