// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// Root may read everything, so these programs run as another user.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Without permission` {
    /// Runs a program as the user nobody; nil if that is not possible.
    private func asNobody(_ program: String, _ arguments: [String], input: String = "")
        -> Home.Result?
    {
        let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let setpriv = "/usr/bin/setpriv"
        guard Home.run(setpriv, nobody + ["/usr/bin/test", "-x", program]).status == 0 else {
            return nil
        }
        return Home.run(setpriv, nobody + [program] + arguments, input: input)
    }

    @Test func `a file that cannot be read fails with its reason`() throws {
        let home = try Home()
        let song = home.path + "/music/secret.mp3"
        try Data([1]).write(to: URL(fileURLWithPath: song))
        chmod(song, 0)

        let played = asNobody(
            Home.programs + "/jukebox-player", ["--device", "silent"],
            input: "{\"n\":1,\"do\":\"play\",\"entry\":1,\"path\":\"\(song)\"}\n")

        guard let played else { return }
        #expect(played.output.contains(#""code":"unreadable""#))
        #expect(played.output.contains("Permission denied"))
    }

    @Test func `a folder that refuses is named, with the command that would allow it`() throws {
        let home = try Home()
        chmod(home.path + "/music", 0o700)

        let checked = asNobody(
            Home.programs + "/jukeboxd", ["--check", "--config", home.path + "/jukebox.toml"])

        guard let checked else { return }
        #expect(checked.status == 78)
        #expect(checked.output.contains("“\(home.path)/music” refuses; allow it with: setfacl"))
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `a jukebox of root's is refused without advice to join root's group`() throws {
        let home = try Home()
        try home.start()
        chmod(home.path, 0o755)

        let status = asNobody(
            Home.programs + "/jukebox", ["--runtime", home.path + "/run", "status"])

        guard let status else { return }
        #expect(status.status == 69)
        #expect(
            status.errors.contains("this jukebox was started by hand and is for user root alone"))
        #expect(!status.errors.contains("usermod"), "\(status)")
    }

    @Test(.enabled(if: geteuid() == 0, "needs root"))
    func `a service's group is named, with the command that joins it`() throws {
        let home = try Home()
        try home.start()
        chmod(home.path, 0o755)
        let group = try #require(getgrnam("mail")).pointee.gr_gid
        chown(home.path + "/run", 0, group)

        let status = asNobody(
            Home.programs + "/jukebox", ["--runtime", home.path + "/run", "status"])

        guard let status else { return }
        #expect(status.errors.contains("is for the group “mail”: `sudo usermod -aG mail nobody`"))
    }
}
