// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation

/// A jukebox of its own in a temporary directory; nothing of it is left behind.
final class Home {
    let path: String
    private var daemon: Process?
    private let log = Pipe()

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let music = root.appendingPathComponent("demo/music").path
    /// Where the test bundle lies, there lie the programs.
    static let programs = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().path

    /// Rooms: `kitchen` writes a WAV file as fast as it can, `study` is silent in real time.
    init(kitchen: String? = nil, study: String = "silent") throws {
        path = NSTemporaryDirectory() + "jukebox-home-\(UUID().uuidString.prefix(8))"
        for folder in ["", "/lists", "/music"] {
            try FileManager.default.createDirectory(
                atPath: path + folder, withIntermediateDirectories: true)
        }
        try write(
            "jukebox.toml",
            settings(kitchen: kitchen ?? "wav:\(path)/kitchen.wav?fast", study: study))
    }

    deinit {
        if let daemon, daemon.isRunning {
            kill(daemon.processIdentifier, SIGKILL)
            daemon.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: path)
    }

    func settings(kitchen: String, study: String) -> String {
        """
        default_destination = "kitchen"
        [paths]
        runtime = "\(path)/run"
        runtime_on_disk = true
        state = "\(path)/state"
        music = ["\(Self.music)", "\(path)/music"]
        playlists = "\(path)/lists"
        [[destination]]
        name = "kitchen"
        device = "\(kitchen)"
        [[destination]]
        name = "study"
        device = "\(study)"
        nicknames = ["書斎"]
        [[playlist]]
        name = "morning"
        nicknames = ["朝の音楽"]
        """
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    /// Starts the daemon, and returns when its catalogue knows the demo songs.
    func start(
        expecting tracks: Int64 = 5, program: String? = nil, environment: [String: String] = [:]
    ) throws {
        let process = Process()
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.executableURL = URL(fileURLWithPath: program ?? Self.programs + "/jukeboxd")
        process.arguments = ["--config", path + "/jukebox.toml"]
        process.standardError = FileHandle(forWritingAtPath: try newLog())
        try process.run()
        daemon = process
        for _ in 0..<2000 {
            let stats = jukebox("library", "stats", "--json")
            if stats.status == 0, JSON(parsing: stats.output)?["tracks"]?.int ?? 0 >= tracks {
                return
            }
            usleep(5000)
        }
        throw Failure(text: "the daemon did not come up: \(logText)")
    }

    /// A folder of programs in which some are ours; the test puts its own beside them.
    func programs(_ names: [String]) throws -> String {
        let folder = path + "/bin"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for name in names {
            try FileManager.default.copyItem(
                atPath: Home.programs + "/" + name, toPath: folder + "/" + name)
        }
        return folder
    }

    /// Looks again and again until something is so, for some seconds at most.
    static func wait(_ seconds: Double = 10, until isSo: () -> Bool) {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isSo(), Date() < end { usleep(10_000) }
    }

    struct Failure: Error {
        var text: String
    }

    private func newLog() throws -> String {
        let file = path + "/log"
        if !FileManager.default.fileExists(atPath: file) { try write("log", "") }
        return file
    }

    var logText: String { (try? String(contentsOfFile: path + "/log", encoding: .utf8)) ?? "" }
    var pid: Int32 { daemon?.processIdentifier ?? 0 }

    /// Ends the daemon and waits for its end.
    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        guard let daemon else { return -1 }
        kill(daemon.processIdentifier, signal)
        daemon.waitUntilExit()
        return daemon.terminationStatus
    }

    /// Holds the daemon, or lets it go on.
    func pause(_ isHeld: Bool) {
        if let daemon { kill(daemon.processIdentifier, isHeld ? SIGSTOP : SIGCONT) }
    }

    /// The daemon's children, the oldest first.
    func children() throws -> [Int32] {
        try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
            .split(separator: " ").compactMap { Int32($0) }
    }

    struct Result {
        var status: Int32
        var output: String
        var errors: String
        var json: JSON { JSON(parsing: output) ?? .null }
    }

    /// Runs the command line, as a person would.
    @discardableResult
    func jukebox(_ arguments: String...) -> Result {
        Self.run(Self.programs + "/jukebox", arguments, ["JUKEBOX_RUNTIME_DIR": path + "/run"])
    }

    static func run(
        _ program: String, _ arguments: [String], _ environment: [String: String] = [:],
        input: String = ""
    ) -> Result {
        let process = Process()
        let (output, errors, source) = (Pipe(), Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = source
        do { try process.run() } catch { return Result(status: -1, output: "", errors: "\(error)") }
        source.fileHandleForWriting.write(Data(input.utf8))
        try? source.fileHandleForWriting.close()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        let words = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: words, as: UTF8.self))
    }

    /// The samples of the kitchen's file.
    func heard() throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path + "/kitchen.wav")).dropFirst(44)
    }
}
