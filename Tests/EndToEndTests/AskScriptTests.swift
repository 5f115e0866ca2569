// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// `ask.sh` and `jukebox pipe ask` by themselves, with no server.
@Suite struct `Asking through pipes` {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/pipes/ask.sh").path

    private static let programs: [[String]] = [
        ["/bin/sh", script], [Home.programs + "/jukebox", "pipe", "ask"],
    ]

    private func run(
        _ program: [String], _ words: String..., environment: [String: String] = [:]
    ) -> Home.Result {
        Home.run(
            program[0], program.dropFirst() + words,
            environment.merging(["PATH": "/usr/bin:/bin", "PIPES": "/nowhere"]) { one, _ in one })
    }

    /// A folder of pipes whose requests the test reads.
    private final class Door {
        let path = NSTemporaryDirectory() + "jukebox-ask-\(UUID().uuidString)"
        let orders: CInt

        init() {
            mkdir(path, 0o755)
            mkdir(path + "/drop", 0o755)
            mkfifo(path + "/orders", 0o600)
            orders = open(path + "/orders", O_RDWR | O_CLOEXEC)
        }

        deinit {
            close(orders)
            try? FileManager.default.removeItem(atPath: path)
        }

        var left: [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: path + "/drop")) ?? []
        }

        /// Waits for a request, and returns its words.
        func next() -> [String] {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = read(orders, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                .split(whereSeparator: \.isWhitespace).map(String.init)
        }

        func answer(_ id: String, _ text: String) {
            let pipe = open("\(path)/drop/r.\(id)", O_WRONLY | O_NONBLOCK)
            let bytes = Array(text.utf8)
            #expect(write(pipe, bytes, bytes.count) == bytes.count)
            close(pipe)
        }

        /// Starts `ask.sh`; its output can be read from the pipe.
        func start(_ words: String...) throws -> (process: Process, output: Pipe) {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [script] + words
            process.environment = ["PATH": "/usr/bin:/bin", "PIPES": path]
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            return (process, output)
        }
    }

    @Test(arguments: programs)
    func `explains itself`(program: [String]) {
        let help = run(program, "--help")

        #expect(help.status == 0 && help.errors.isEmpty)
        for part in ["status", "wait=finished", "DEADLINE", "124", "--deadline"] {
            #expect(help.output.contains(part), "\(part)")
        }
    }

    @Test(arguments: programs, ["soon", "0", "-1", "", "1e9", "86401", "nan", "10s", "1.2.3"])
    func `refuses a deadline that is not a number of seconds`(program: [String], text: String) {
        let variable = run(program, "status", environment: ["DEADLINE": text])
        let option = run(program, "--deadline=\(text)", "status")

        #expect(variable.status == 64, "\(variable)")
        #expect(variable.errors.contains("the deadline is “\(text)”"), "\(variable)")
        #expect(option.status == 64, "\(option)")
        // An option parser may take the next word for a value that is missing.
        #expect(text.isEmpty || option.errors.contains("the deadline is “\(text)”"), "\(option)")
    }

    @Test(arguments: programs)
    func `refuses an unknown option, and takes it for text after two dashes`(program: [String]) {
        #expect(run(program, "--dedline", "5", "status").status == 64)
        #expect(run(program, "--", "--dedline").status == 69)
    }

    @Test func `uses names that cannot be guessed, and only its own answer`() throws {
        let door = Door()
        let (process, output) = try door.start("status")
        let words = door.next()
        let id = String(words.first?.dropFirst(3) ?? "")

        #expect(id.count == 32 && id.allSatisfy(\.isHexDigit))
        #expect(words == ["id=\(id)", "reply=r.\(id)", "deadline=10", "--", "status"])
        door.answer(id, "1:stray\n#other\n1:wrong\n=other exit=9\n#\(id)\n1:right\n=\(id) exit=3\n")
        process.waitUntilExit()

        #expect(process.terminationStatus == 3)
        #expect(output.fileHandleForReading.availableData == Data("right\n".utf8))
        #expect(door.left.isEmpty)
    }

    @Test func `does not show its names in the list of processes`() throws {
        let door = Door()
        let (process, _) = try door.start("status")
        let id = String(door.next().first?.dropFirst(3) ?? "")
        let list = Home.run("/bin/sh", ["-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"]).output

        #expect(id.count == 32 && !list.contains(id) && list.contains("--asking"))
        process.terminate()
        process.waitUntilExit()
    }

    @Test func `sends a text with line ends as one request, in a file of its own`() throws {
        let door = Door()
        let (process, _) = try door.start("one\nstop to=kitchen")
        let words = door.next()
        let id = String(words.first?.dropFirst(3) ?? "")
        let file = door.path + "/drop/f.\(id)"

        #expect(words.last == "file=f.\(id)")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "one\nstop to=kitchen")
        var facts = stat()
        #expect(stat(file, &facts) == 0 && facts.st_mode & 0o777 == 0o640)
        process.terminate()
        process.waitUntilExit()
    }

    @Test func `ends at once when it is told to, and leaves nothing`() throws {
        let door = Door()
        let (process, _) = try door.start("--deadline", "600", "status")
        _ = door.next()

        process.terminate()
        process.waitUntilExit()

        #expect(process.terminationStatus == 143)
        #expect(door.left.isEmpty)
    }
}
