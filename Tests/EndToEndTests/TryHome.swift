// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A place in which `jukebox try` is run: its music, its runtime directory, and its traces.
final class TryHome {
    /// The folder for music.
    let music: String
    /// What stands for `XDG_RUNTIME_DIR`; in memory.
    let session = "/dev/shm/jukebox-trial-\(UUID().uuidString.prefix(8))"

    init() throws {
        music = NSTemporaryDirectory() + "jukebox-music-\(UUID().uuidString.prefix(8))"
        for folder in [music, session] {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: music)
        try? FileManager.default.removeItem(atPath: session)
    }

    /// A half-second of noise, as a file at a path below the music folder.
    func addSong(_ name: String, in folder: String? = nil) throws {
        let path = (folder ?? music) + "/" + name
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        let source = Home.root.appendingPathComponent("Tests/Fixtures/half-rate.mp3").path
        try FileManager.default.copyItem(atPath: source, toPath: path)
    }

    /// The environment of a program that is run here.
    var environment: [String: String] {
        ["XDG_RUNTIME_DIR": session, "HOME": "/proc/nonexistent", "JUKEBOX_RUNTIME_DIR": ""]
    }

    /// Runs `jukebox try` to its end.
    func run(_ words: String...) -> Home.Result {
        Home.run(Home.programs + "/jukebox", ["try"] + words, environment)
    }

    /// Starts `jukebox try`, and returns when it plays.
    func start(_ words: String...) throws -> Trying {
        let trying = try Trying(Home.programs + "/jukebox", ["try"] + words, environment)
        guard trying.read(until: "playing  ") else {
            throw Home.Failure(text: "it does not play: \(trying.output)")
        }
        return trying
    }

    /// What trials have left: folders, and processes that name one of them.
    var traces: [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: session)) ?? []
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let names = processes.filter { Int32($0) != nil }.compactMap { pid -> String? in
            guard let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ"),
                environment.range(of: Data("XDG_RUNTIME_DIR=\(session)\0".utf8)) != nil
            else { return nil }
            return "process \(pid)"
        }
        return folders + names
    }

    /// Waits until nothing is left, for 20 s at most.
    func waitForNoTraces() -> [String] {
        Home.wait(20) { traces.isEmpty }
        return traces
    }
}

/// A `jukebox try` that runs.
final class Trying {
    private let process = Process()
    private let pipe = Pipe()
    private(set) var output = ""

    init(_ program: String, _ words: [String], _ environment: [String: String]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
    }

    deinit { if process.isRunning { kill(pid, SIGKILL) } }

    var pid: Int32 { process.processIdentifier }

    /// Reads until a text has come; false at the end of the output.
    func read(until text: String) -> Bool {
        while !output.contains(text) {
            let data = pipe.fileHandleForReading.availableData
            if data.isEmpty { return false }
            output += String(decoding: data, as: UTF8.self)
        }
        return true
    }

    /// Waits for its end; returns the exit status, or the number of the signal that ended it.
    func wait() -> Int32 {
        process.waitUntilExit()
        output += String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return process.terminationStatus
    }

    /// The runtime directory that it has said.
    var runtime: String {
        output.firstMatch(of: #/--runtime (\S+) /#).map { String($0.output.1) } ?? ""
    }

    /// The processes of a name among its descendants.
    func descendants(_ name: String, of pid: Int32? = nil) -> [Int32] {
        let file = "/proc/\(pid ?? self.pid)/task/\(pid ?? self.pid)/children"
        let children = ((try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
            .split(separator: " ").compactMap { Int32($0) }
        return children.flatMap { child in
            let comm = (try? String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8)) ?? ""
            return (comm == name + "\n" ? [child] : []) + descendants(name, of: child)
        }
    }
}
