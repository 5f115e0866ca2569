// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A terminal without a screen: a program runs in it, and the test reads and types.
package final class Pseudoterminal {
    /// The name of the program's end, such as `/dev/pts/3`.
    package let name: String
    private let master: Int32
    private let process = Process()
    /// All that the program has written.
    package private(set) var output = ""

    /// Starts a program in a terminal of its own, as its session's leader.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: its words.
    ///   - columns: the width of the terminal.
    ///   - rows: its height.
    ///   - environment: added to the test's own.
    /// - Throws: if there is no terminal left, or no program.
    package init(
        _ program: String, _ arguments: [String], columns: Int = 80, rows: Int = 24,
        environment: [String: String] = [:]
    ) throws {
        guard let ends = Self.open(columns: columns, rows: rows) else {
            throw Home.Failure(text: "no pseudoterminal")
        }
        (master, name) = (ends.master, ends.name)
        let slave = FileHandle(fileDescriptor: ends.slave, closeOnDealloc: true)
        let basics = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
        process.arguments = ["--ctty", "--wait", program] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(basics) { $1 }
            .merging(environment) { $1 }
        process.standardInput = slave
        process.standardOutput = slave
        process.standardError = slave
        try process.run()
        try slave.close()
    }

    /// The corresponding C function is `openpty`, which Swift's Glibc leaves out.
    private static func open(columns: Int, rows: Int) -> (
        master: Int32, slave: Int32, name: String
    )? {
        typealias OpenPTY =
            @convention(c) (
                UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
                UnsafeMutablePointer<CChar>, UnsafeMutableRawPointer?, UnsafePointer<winsize>
            ) -> Int32
        guard let symbol = dlsym(nil, "openpty") else { return nil }
        let openpty = unsafeBitCast(symbol, to: OpenPTY.self)
        var (master, slave): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 64)
        var size = winsize()
        size.ws_col = UInt16(columns)
        size.ws_row = UInt16(rows)
        guard openpty(&master, &slave, &name, nil, &size) == 0 else { return nil }
        _ = fcntl(master, F_SETFD, FD_CLOEXEC)
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return (master, slave, String(decoding: bytes, as: UTF8.self))
    }

    deinit {
        if process.isRunning { process.terminate() }
        close(master)
    }

    /// Reads until the output is as wanted, or the program has ended, or the time is over.
    @discardableResult
    package func read(_ seconds: Double = 30, until isSo: (String) -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isSo(output) {
            var watched = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
            guard Date() < end, poll(&watched, 1, 50) >= 0 else { return false }
            guard watched.revents != 0 else { continue }
            var bytes = [UInt8](repeating: 0, count: 65_536)
            let count = Glibc.read(master, &bytes, bytes.count)
            guard count > 0 else { return isSo(output) }
            output += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return true
    }

    /// Reads for a time, and returns what came.
    package func read(seconds: Double) -> String {
        forget()
        read(seconds) { _ in false }
        return output
    }

    /// Forgets the output up to now.
    package func forget() { output = "" }

    /// Types on the keyboard.
    package func type(_ text: String) {
        var bytes = Array(text.utf8)
        _ = write(master, &bytes, bytes.count)
    }

    /// Makes the terminal wider or narrower, which the program hears as SIGWINCH.
    package func resize(columns: Int) {
        _ = Programs.run("/usr/bin/stty", ["-F", name, "cols", "\(columns)"])
    }

    /// Waits for the end of the program; returns its exit status.
    package func wait() -> Int32 {
        read { _ in false }  // until the program's end of the terminal is closed
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The process id of the program that runs in the terminal; 0 if it has ended.
    package var pid: Int32 {
        let id = process.processIdentifier
        let children = try? String(
            contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)
        return children?.split(separator: " ").first.flatMap { Int32($0) } ?? id
    }
}
