// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import PipeDoor
import Testing

@Suite struct `The door of named pipes` {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/pipes/ask.sh").path

    private static func shells() -> [[String]] {
        [["/bin/dash"], ["/bin/bash"], ["/bin/busybox", "ash"]].filter {
            access($0[0], X_OK) == 0
        }
    }

    private func gateway(_ settings: String = "", kitchen: String = "silent") throws -> GatewayHome
    {
        let home = try Home(kitchen: kitchen)
        let gateway = try GatewayHome(
            home, settings: "wait_ms = 5000\npipes = \"\(home.path)/pipes\"\n" + settings)
        try home.start()
        try gateway.start()
        Home.wait { access(home.path + "/pipes/drop", F_OK) == 0 }
        Home.wait {
            Home.run("/bin/sh", ["-c", "printf '\\n' > \(home.path)/pipes/orders"]).status == 0
        }
        return gateway
    }

    private func ask(
        _ gateway: GatewayHome, _ words: String..., through shell: [String]? = nil
    ) -> Home.Result {
        let pipes = gateway.home.path + "/pipes"
        guard let shell else {
            return Home.run(
                Home.programs + "/jukebox", ["pipe", "ask", "--dir", pipes] + words)
        }
        return Home.run(
            shell[0], shell.dropFirst() + [Self.script] + words,
            ["PIPES": pipes, "ASK_SHELL": shell.joined(separator: " "), "PATH": "/usr/bin:/bin"])
    }

    @Test func `takes an order from a shell that has nothing else`() throws {
        let gateway = try gateway()
        let orders = gateway.home.path + "/pipes/orders"

        let result = Home.run(
            "/bin/sh", ["-c", "printf 'play title=Canon to=kitchen\\n' > \(orders)"])
        Home.wait { ask(gateway, "status").output.contains("Canon") }

        #expect(result.status == 0)
        #expect(
            ask(gateway, "status").output.contains("kitchen: playing  Canon by Johann Pachelbel"))
    }

    @Test func `answers like a command: output, errors and a status`() throws {
        let gateway = try gateway()

        let order = ask(gateway, "play", "canon")
        let refused = ask(gateway, "play", "title=cannon")
        let wrong = ask(gateway, "dance")
        let json = ask(gateway, #"{"title":"Canon","destination":"study","wait":"playing"}"#)
        let missing = ask(gateway, "pause", "to=garage")
        let free = ask(gateway, "pause", "garage")

        #expect(
            order.status == 0 && order.output.contains("Canon by Johann Pachelbel")
        )
        #expect(refused.status == 65 && refused.output.isEmpty)
        #expect(refused.errors == "I could not find cannon. Did you mean Canon?\n")
        #expect(wrong.status == 64 && wrong.errors.contains("There are:\nplay title="))
        #expect(json.status == 0 && JSON(parsing: json.output)?["outcome"] == "playing")
        #expect(missing.status == 65 && missing.errors.contains("garage"), "\(missing)")
        #expect(missing.errors.contains("the kitchen and the study"))
        #expect(free.status == 65 && free.errors == missing.errors)
    }

    @Test(arguments: shells())
    func `is understood by every shell`(shell: [String]) throws {
        let gateway = try gateway()

        let order = ask(gateway, "play", "title=荒城の月", "to=study", "wait=playing", through: shell)
        let status = ask(gateway, "status", "to=study", through: shell)
        let refused = ask(gateway, "play", "title=cannon", through: shell)
        let long = ask(gateway, "play", String(repeating: "long ", count: 1000), through: shell)
        let closed = Home.run(
            shell[0], shell.dropFirst() + [Self.script, "status"], ["PIPES": "/nowhere"])

        #expect(order.status == 0 && order.output.contains("荒城の月"), "\(order)")
        #expect(status.output.hasPrefix("study: playing  荒城の月"), "\(status)")
        #expect(refused.status == 65 && refused.errors.contains("Did you mean Canon?"))
        #expect(long.status == 64 && long.errors.contains("characters; 256 is the most"), "\(long)")
        #expect(closed.status == 69 && closed.errors.contains("/nowhere/orders"))
        let left = try FileManager.default.contentsOfDirectory(
            atPath: gateway.home.path + "/pipes/drop")
        #expect(left.isEmpty)
    }

    @Test func `empties the room that is named, and no other`() throws {
        let gateway = try gateway()
        for room in ["kitchen", "study"] {
            _ = ask(gateway, "play", "canon", "to=\(room)")
            _ = ask(gateway, "play", "canon", "to=\(room)")
        }

        let cleared = ask(gateway, "clear", "study")

        #expect(cleared.status == 0, "\(cleared)")
        // The song that plays stays.
        #expect(ask(gateway, "queue", "study").output.split(separator: "\n").count == 1)
        #expect(ask(gateway, "queue", "kitchen").output.split(separator: "\n").count == 2)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make pipes of other users"))
    func `answers while hundreds of requests of others wait for their songs`() throws {
        let gateway = try gateway()
        let first = ask(gateway, "play", "canon", "wait=playing")
        let pipes = gateway.home.path + "/pipes"
        let door = open(pipes + "/orders", O_WRONLY | O_CLOEXEC)
        for number in 0..<300 {
            let name = "\(pipes)/drop/wait\(number)"
            mkfifo(name, 0o660)
            lchown(name, 4001 + uid_t(number) % 10, gid_t.max)
            for words in ["reply=wait\(number) ", ""] {
                let line = Array("\n\(words)deadline=86400 wait 1 for=finished\n".utf8)
                #expect(write(door, line, line.count) == line.count)
            }
        }
        close(door)

        let status = ask(gateway, "status", "kitchen")
        let order = ask(gateway, "play", "cannon")

        #expect(first.status == 0 && status.output.contains("Canon"), "\(status)")
        // The daemon has a connection left for the names.
        #expect(order.errors.contains("Did you mean Canon?"), "\(order)")
    }

    @Test func `answers when a song has been heard, and says so when it was not`() throws {
        let gateway = try gateway(kitchen: "wav:/dev/null?fast")

        let heard = ask(gateway, "play", "canon", "wait=finished")
        let late = Home.run(
            Home.programs + "/jukebox",
            [
                "pipe", "ask", "--dir", gateway.home.path + "/pipes", "--deadline", "0.5", "play",
                "canon", "to=study", "wait=finished",
            ])

        #expect(heard.status == 0 && heard.output.contains("has been played"), "\(heard)")
        #expect(late.status == 124, "\(late)")
    }

    @Test func `allows no more than its setting`() throws {
        let gateway = try gateway("pipes_scope = \"read\"")

        let play = ask(gateway, "play", "canon")

        #expect(play.status == 77 && play.errors.contains("gateway.pipes_scope"), "\(play)")
        #expect(ask(gateway, "status").status == 0)
    }

    @Test func `takes orders while no daemon runs, and opens again with the gateway`() throws {
        let gateway = try gateway()
        gateway.home.end(SIGKILL)
        let order = ask(gateway, "play", "canon")
        let status = ask(gateway, "status")
        #expect(gateway.end(SIGTERM) == 0)
        let closed = ask(gateway, "status")
        try gateway.start()
        Home.wait { ask(gateway, "help").status == 0 }

        #expect(order.status == 0 && order.output.contains("not running"))
        #expect(status.status == 69 && status.errors.contains("not running"))
        #expect(closed.status == 69 && closed.errors.contains("no server reads"))
        try gateway.home.start()
        Home.wait { ask(gateway, "status").output.contains("Canon") }
        #expect(ask(gateway, "status").output.contains("Canon"))
    }

    @Test func `takes over the pipe that systemd holds open, with what stands in it`() throws {
        let home = try Home(kitchen: "silent")
        let gateway = try GatewayHome(home, settings: "pipes = \"\(home.path)/pipes\"\n")
        try home.start()
        let folder = PipeFolder(path: home.path + "/pipes")
        try folder.prepare()
        let held = open(folder.orders, O_RDWR | O_NONBLOCK | O_CLOEXEC)
        _ = Home.run("/bin/sh", ["-c", "printf 'play title=Canon\\n' > \(folder.orders)"])
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\"",
            Home.programs + "/jukebox-gateway", "--config", home.path + "/gateway.toml",
        ]
        process.standardInput = FileHandle(fileDescriptor: held, closeOnDealloc: false)
        process.standardError = FileHandle.nullDevice
        try process.run()

        Home.wait { ask(gateway, "status").output.contains("Canon") }

        #expect(ask(gateway, "status").output.contains("Canon"))
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        close(held)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `answers into a pipe that a shell of another user may not write into`() throws {
        let gateway = try gateway()
        let pipes = gateway.home.path + "/pipes"
        let reply = pipes + "/drop/r.1"
        func shell(_ uid: String, _ script: String) -> Home.Result {
            Home.run(
                "/usr/bin/setpriv",
                ["--reuid", uid, "--regid", "12345", "--clear-groups", "/bin/sh", "-c", script])
        }
        _ = Home.run(
            "/bin/sh",
            [
                "-c",
                "chgrp -R 12345 \(pipes); chmod 3770 \(pipes)/drop; chmod 755 \(gateway.home.path)",
            ])

        let answer = shell(
            "4001",
            "mkfifo -m 660 \(reply) && exec 3<>\(reply) && printf 'reply=r.1 status\\n' > \(pipes)/orders && head -n 2 <&3"
        )
        let other = shell("4002", "timeout 1 sh -c 'printf x > \(reply)'; echo $?")

        #expect(answer.output.contains("1:kitchen: stopped"), "\(answer)")
        #expect(other.output == "2\n", "\(other)")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `lets the group in, and nobody else, whatever their user`() throws {
        let gateway = try gateway()
        let pipes = gateway.home.path + "/pipes"
        let group = "12345"
        _ = Home.run(
            "/bin/sh",
            [
                "-c",
                "chgrp -R \(group) \(pipes); chmod g+s \(pipes)/drop; chmod 755 \(gateway.home.path)",
            ])
        func asking(_ uid: String, _ gid: String, _ words: String) -> Home.Result {
            Home.run(
                "/usr/bin/setpriv",
                ["--reuid", uid, "--regid", gid, "--clear-groups", "/bin/sh", Self.script]
                    + words.split(separator: " ").map(String.init),
                ["PIPES": pipes, "PATH": "/usr/bin:/bin", "DEADLINE": "5"])
        }

        let member = asking("4001", group, "play canon")
        let other = asking("4002", group, "status")
        let stranger = asking("4003", "4003", "status")
        let thief = Home.run(
            "/usr/bin/setpriv",
            [
                "--reuid", "4002", "--regid", group, "--clear-groups", "/bin/sh", "-c",
                "mv \(pipes)/orders \(pipes)/mine || echo no; touch \(pipes)/new || echo no; cat < \(pipes)/orders || echo no",
            ])

        #expect(member.status == 0 && member.output.contains("Canon"), "\(member)")
        #expect(other.status == 0 && other.output.contains("kitchen"), "\(other)")
        #expect(stranger.status == 69)
        #expect(thief.output == "no\nno\nno\n")
    }
}
