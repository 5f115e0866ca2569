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
}
