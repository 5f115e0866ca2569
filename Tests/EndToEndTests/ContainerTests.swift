// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.enabled(if: Container.arePossible, "needs root, unshare and busybox"))
struct `Containers that share nothing but a folder` {
    private static let group = "12345"

    @Test func `order a song with nothing but busybox, and wait until it was heard`() throws {
        let home = try Home(
            kitchen: "wav:\(NSTemporaryDirectory())jukebox-\(UUID().uuidString).wav?fast")
        let pipes = home.path + "/pipes"
        let gateway = try GatewayHome(home, settings: "wait_ms = 5000\npipes = \"\(pipes)\"\n")
        try home.start()
        try gateway.start()
        Home.wait { access(pipes + "/drop", F_OK) == 0 }
        _ = Home.run("/bin/sh", ["-c", "chgrp -R \(Self.group) \(pipes); chmod g+s \(pipes)/drop"])
        let container = try Container(sharing: pipes)

        let network = container.run(["ip", "-o", "link"], as: "4001:\(Self.group)")
        let two = container.run(
            ["sh", "-c", "printf 'play title=Canon to=study\\n' > /pipes/orders"],
            as: "4001:\(Self.group)")
        let heard = container.run(
            ["sh", "/bin/ask.sh", "play", "title=荒城の月", "wait=finished"], as: "4002:\(Self.group)")
        let refused = container.run(
            ["sh", "/bin/ask.sh", "play", "cannon"], as: "4002:\(Self.group)")
        let stranger = container.run(["sh", "/bin/ask.sh", "status"], as: "4003:4003")

        #expect(!network.output.contains("eth"), "\(network)")
        #expect(two.status == 0, "\(two)")
        #expect(heard.status == 0 && heard.output.contains("荒城の月"), "\(heard)")
        #expect(home.jukebox("status").output.contains("Canon"))
        #expect(refused.status == 65 && refused.errors.contains("cannon"))
        #expect(stranger.status == 69)
    }

    @Test func `offer each other a command, and see its errors and its end`() throws {
        let volume = NSTemporaryDirectory() + "jukebox-volume-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: volume, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: volume) }
        chown(volume, 4100, 12345)
        chmod(volume, 0o750)
        let processor = try Container(sharing: volume, holdingPrograms: true)
        let web = try Container(sharing: volume)
        let serve = ["/programs/jukebox", "pipe", "serve", "/pipes", "--parallel", "10", "--"]
        func ask(_ text: String) -> Home.Result {
            web.run(["sh", "/bin/ask.sh", text], as: "4200:\(Self.group)", ["DEADLINE": "5"])
        }
        func start(_ command: [String]) throws {
            try processor.start(serve + command, as: "4100:\(Self.group)")
            Home.wait { ask("x").status != 69 && ask("x").status != 124 }
        }

        try start(["sh", "-c", "tr a-z A-Z; echo complaint >&2; exit 3"])
        let answer = ask("hello")
        let ten = web.run(
            ["sh", "-c", "for n in 0 1 2 3 4 5 6 7 8 9; do ask.sh text $n. & done; wait"],
            as: "4200:\(Self.group)", ["DEADLINE": "5"])
        processor.end()
        let closed = ask("hello")
        try start(["no-such-command"])
        let missing = ask("hello")

        #expect(answer.status == 3 && answer.output == "HELLO", "\(answer)")
        #expect(answer.errors == "complaint\n")
        #expect(
            ten.output.split(separator: ".").sorted() == (0..<10).map { "TEXT \($0)" }, "\(ten)")
        #expect(closed.status == 124, "\(closed)")
        #expect(
            missing.status == 127 && missing.errors.contains("no-such-command: No such file"),
            "\(missing)")
    }

    @Test func `are told apart only where the server sees their users`() throws {
        let pipes = NSTemporaryDirectory() + "jukebox-pipes-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: pipes) }
        let server = Process()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        server.arguments = [
            "--user", "--map-root-user", "--kill-child", "--fork", Home.programs + "/jukebox",
            "pipe", "serve", pipes, "--", "cat",
        ]
        let news = Pipe()
        server.standardError = news
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        var told = ""
        while !told.contains(" serves ") {
            let more = news.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            told += String(decoding: more, as: UTF8.self)
        }
        _ = Home.run("/bin/sh", ["-c", "chgrp -R \(Self.group) \(pipes); chmod g+s \(pipes)/drop"])
        let client = try Container(sharing: pipes)

        let short = client.run(["sh", "/bin/ask.sh", "short"], as: "4001:\(Self.group)")
        let long = client.run(["sh", "/bin/ask.sh", "two\nlines"], as: "4001:\(Self.group)")

        #expect(told.contains("PrivateUsers="), "\(told)")
        #expect(short.status == 0 && short.output == "short", "\(short)")
        #expect(long.status == 64 && long.errors.contains("not visible here"), "\(long)")
    }
}
