// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import JukeboxModel
import Testing

@Suite(.timeLimit(.minutes(2))) struct `Music that is away` {
    /// A home whose only music folder holds six songs of noise.
    private func home(_ kitchen: String? = nil) throws -> Home {
        let home = try Home(kitchen: kitchen)
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write(
            "jukebox.toml", text.replacing("\"\(Home.music)\", ", with: ""))
        for song in 0..<6 { try Noise.copy(song, to: home.path + "/music/\(song).mp3") }
        return home
    }

    private func move(_ home: Home, _ from: String, _ to: String) throws {
        try FileManager.default.moveItem(atPath: home.path + from, toPath: home.path + to)
    }

    static let canMount =
        geteuid() == 0 && Home.run("/usr/bin/unshare", ["-m", "true"]).status == 0

    /// How the music comes back.
    enum Return: String, CaseIterable { case created, mounted }

    @Test(arguments: Return.allCases.filter { $0 == .created || canMount })
    func `when the daemon starts fails none of twenty orders, which play when it is back`(
        how: Return
    ) throws {
        let home = try home()
        try home.start(expecting: 6)
        home.end(SIGKILL)
        let client = try Listener(home)
        let tickets = try (0..<20).map { try client.play(home.path + "/music/\($0 % 6).mp3") }
        try move(home, "/music", "/disk")
        if how == .mounted { mkdir(home.path + "/music", 0o755) }
        defer {
            if how == .mounted { _ = Home.run("/usr/bin/umount", ["-l", home.path + "/music"]) }
        }

        try home.start(expecting: 6)
        let again = try Listener(home)
        let silent = again.wait { $0["waiting_for"] == "music" }
        let status = home.jukebox("status")
        let before = try tickets.map { try again.standing(of: $0, until: .queued)["outcome"] }
        switch how {
        case .created: try move(home, "/disk", "/music")
        case .mounted:
            let mounted = Home.run(
                "/usr/bin/mount", ["--bind", home.path + "/disk", home.path + "/music"])
            try #require(mounted.status == 0, "\(mounted)")
        }
        for ticket in tickets { _ = try again.end(of: ticket) }

        #expect(silent["waiting_for"] == "music", "\(silent.line)")
        #expect(status.output.contains("the music folder \(home.path)/music"), "\(status)")
        #expect(before == Array(repeating: JSON.string("queued"), count: 20))
        #expect(try again.outcomes(tickets) == Array(repeating: "finished", count: 20))
        #expect(again.room()["waiting_for"] == .null)
        // The first scan has found nothing; a later one starts by itself.
        Home.wait { (try? again.ask(.library)["away"]) == 0 }
        let named = home.jukebox("play", "--title", "noise 3", "--wait", "finished")
        #expect(named.status == 0, "\(named)")
    }

    @Test func `under a long queue fails and finishes nothing, and the queue goes on later`()
        throws
    {
        let home = try home("silent")
        let lines = (0..<2000).map { home.path + "/music/\($0 % 6).mp3" }
        try home.write("lists/long.m3u8", lines.joined(separator: "\n"))
        try home.start(expecting: 6)
        let client = try Listener(home)
        let ticket = try client.send(Order(.play(Order.Request(playlist: "long"))))
        client.wait { $0["place_ms"]?.int ?? 0 >= 0 && $0["queue_length"]?.int ?? 0 > 1900 }
        _ = try client.standing(of: ticket, until: .playing)

        try move(home, "/music", "/disk")
        mkdir(home.path + "/music", 0o755)
        let silent = client.wait { $0["waiting_for"] == "music" }
        let counts = try client.ask(.order(ticket, until: nil, timeoutMilliseconds: 0))
        try FileManager.default.removeItem(atPath: home.path + "/music")
        try move(home, "/disk", "/music")
        let current = try #require(silent["entry"]?.int)
        let later = client.wait { $0["entry"]?.int ?? 0 > current + 1 }
        let end = try client.ask(.order(ticket, until: nil, timeoutMilliseconds: 0))

        #expect(silent["waiting_for"] == "music", "\(silent.line)")
        #expect(silent["queue_length"]?.int ?? 0 > 1950)
        #expect(counts["outcome"] == "playing" && counts["counts"]?["failed"] == 0)
        #expect(counts["counts"]?["heard"]?.int ?? 99 < 20, "only what was heard before")
        #expect(later["entry"]?.int ?? 0 > current + 1, "\(later.line)")
        #expect(end["outcome"] == "playing" && end["counts"]?["failed"] == 0, "\(end.line)")
    }

    @Test func `is not meant when one file is missing from a healthy folder`() throws {
        let home = try home()
        try home.start(expecting: 6)
        let client = try Listener(home)
        try FileManager.default.removeItem(atPath: home.path + "/music/1.mp3")

        let tickets = try (0..<3).map { try client.play(home.path + "/music/\($0).mp3") }
        for ticket in tickets { _ = try client.end(of: ticket) }

        let outcomes = try client.outcomes(tickets)
        // A scan may have noticed it before the order: then the order is refused.
        #expect(["failed", "refused"].contains(outcomes[1]))
        #expect([outcomes[0], outcomes[2]] == ["finished", "finished"])
    }

    private static let nobody = ["--reuid", "65534", "--regid", "65534", "--clear-groups"]
    static let canDemote =
        geteuid() == 0
        && Home.run(
            "/usr/bin/setpriv", nobody + ["/usr/bin/test", "-x", Home.programs + "/jukeboxd"]
        ).status == 0

    @Test(.enabled(if: canDemote))
    func `as it cannot be read fails nothing, and plays when it can`() throws {
        let home = try home()
        chmod(home.path, 0o777)
        try FileManager.default.createDirectory(
            atPath: home.path + "/bin", withIntermediateDirectories: true)
        try home.write(
            "bin/jukeboxd",
            "#!/bin/sh\nexec setpriv \(Self.nobody.joined(separator: " ")) "
                + "\(Home.programs)/jukeboxd \"$@\"\n")
        chmod(home.path + "/bin/jukeboxd", 0o755)
        try home.start(expecting: 6, program: home.path + "/bin/jukeboxd")
        let client = try Listener(home)
        chmod(home.path + "/music", 0)

        let tickets = try (0..<6).map { try client.play(home.path + "/music/\($0).mp3") }
        let silent = client.wait { $0["waiting_for"] == "music" }
        let before = try tickets.map { try client.standing(of: $0, until: .queued)["outcome"] }
        chmod(home.path + "/music", 0o755)
        for ticket in tickets { _ = try client.end(of: ticket) }

        #expect(silent["waiting_for"] == "music", "\(silent.line)")
        #expect(before == Array(repeating: JSON.string("queued"), count: 6))
        #expect(try client.outcomes(tickets) == Array(repeating: "finished", count: 6))
    }
}
