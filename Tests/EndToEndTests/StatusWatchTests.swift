// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `Watching the status` {
    private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    private static let leave = "\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    private func watch(_ home: Home, columns: Int = 80, _ options: String...) throws
        -> Pseudoterminal
    {
        try Pseudoterminal(
            Home.programs + "/jukebox", ["status", "--watch"] + options, columns: columns,
            environment: ["JUKEBOX_RUNTIME_DIR": home.path + "/run", "NO_COLOR": "1"])
    }

    @Test func `draws once, then only the row that changed, and gives the terminal back`() throws {
        let home = try Home()
        try home.start()
        let terminal = try watch(home)
        #expect(terminal.read { $0.contains("jukebox up") })
        #expect(terminal.output.hasPrefix(Self.enter))
        #expect(terminal.output.contains("⏹ kitchen") && terminal.output.contains("⏹ study"))
        terminal.forget()

        home.jukebox("volume", "40", "--to", "kitchen")
        #expect(terminal.read { $0.contains("40 %") })
        let change = terminal.output
        terminal.forget()
        terminal.type("q")

        #expect(
            !change.contains("study") && !change.contains("\u{1B}[2J"), "\(change.debugDescription)"
        )
        #expect(change.utf8.count < 100, "\(change.debugDescription)")
        #expect(terminal.wait() == 0)
        #expect(terminal.output.hasPrefix(Self.leave), "\(terminal.output.debugDescription)")
        #expect(terminal.output.contains("kitchen") && terminal.output.contains("40 %"))
    }

    @Test func `writes nothing and never wakes while nothing changes`() throws {
        let home = try Home()
        try home.start()
        let terminal = try watch(home)
        #expect(terminal.read { $0.contains("jukebox up") })
        _ = terminal.read(seconds: 0.3)
        let before = Self.switches(terminal.pid)

        let written = terminal.read(seconds: 1.5)

        #expect(written == "")
        #expect(before > 0 && Self.switches(terminal.pid) == before)
    }

    @Test func `moves the position once a second, and writes little`() throws {
        let home = try Home()
        try home.start()
        home.jukebox("play", "--title", "canon", "--to", "study", "--wait", "playing")
        let terminal = try watch(home)
        #expect(terminal.read { $0.contains("▶ study") && $0.contains("jukebox up") })
        terminal.forget()

        #expect(terminal.read { $0.contains("0:03/") })

        let rows = terminal.output.ranges(of: "\u{1B}[").count
        #expect(!terminal.output.contains("kitchen"))
        #expect(terminal.output.utf8.count < 1500 && rows < 20, "\(terminal.output)")
    }

    @Test func `says at once that the daemon has died, and that it is back`() throws {
        let home = try Home()
        try home.start()
        let terminal = try watch(home)
        #expect(terminal.read { $0.contains("jukebox up") })

        home.end(SIGKILL)
        #expect(terminal.read { $0.contains("is not running") })
        terminal.forget()
        try home.start()

        #expect(terminal.read { $0.contains("jukebox up") })
    }

    @Test func `is drawn again in another size, and ends by Ctrl-C`() throws {
        let home = try Home()
        try home.start()
        let terminal = try watch(home)
        #expect(terminal.read { $0.contains("jukebox up") })
        terminal.forget()

        terminal.resize(columns: 20)
        #expect(terminal.read { $0.contains("⏹ study") })
        terminal.forget()
        terminal.type("\u{3}")

        #expect(terminal.read { $0.contains(Self.leave) })
        #expect(terminal.wait() != 0)
    }

    @Test func `into a pipe prints a line of JSON for each change`() throws {
        let home = try Home()
        try home.start()
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Home.programs + "/jukebox")
        process.arguments = ["status", "--watch", "--json"]
        process.environment = ["JUKEBOX_RUNTIME_DIR": home.path + "/run"]
        process.standardOutput = output
        try process.run()
        defer { process.terminate() }
        let first = Self.line(output)

        home.jukebox("volume", "40", "--to", "study")
        let second = Self.line(output)

        #expect(first["destinations"]?.elements.last?["volume"]?.double == 100)
        #expect(second["destinations"]?.elements.last?["volume"]?.double == 40)
    }

    @Test func `ends when nobody reads any more`() throws {
        let home = try Home()
        try home.start()

        let run = Home.run(
            "/bin/bash",
            [
                "-c", "\"$0\" status --watch --json | head -n 1 >&2; echo ${PIPESTATUS[0]}",
                Home.programs + "/jukebox",
            ],
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])

        #expect(run.output == "141\n", "\(run)")
    }

    /// How often a process and its threads have waited.
    private static func switches(_ pid: Int32) -> Int {
        let tasks =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/task")) ?? []
        return tasks.map { task in
            let status = try? String(
                contentsOfFile: "/proc/\(pid)/task/\(task)/status", encoding: .utf8)
            let lines = status?.split(separator: "\n") ?? []
            let line = lines.first { $0.hasPrefix("voluntary_ctxt_switches") }
            return line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0
        }.reduce(0, +)
    }

    private static func line(_ pipe: Pipe) -> JSON {
        var bytes = Data()
        while bytes.last != 0x0A {
            let next = pipe.fileHandleForReading.readData(ofLength: 1)
            if next.isEmpty { break }
            bytes += next
        }
        return JSON(parsing: String(decoding: bytes, as: UTF8.self)) ?? .null
    }
}
