// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A service that runs until it is told to end, or until this value is released.
package final class RunningProgram {
    private let process = Process()
    private let ready: ReadySocket
    private var hasStarted = false

    /// Starts a program; its notification socket and the file with its stderr are made in `folder`.
    package init(
        _ program: String, _ arguments: [String], in folder: String, log: String = "log",
        environment: [String: String] = [:]
    ) throws {
        ready = try ReadySocket(in: folder)
        let path = folder + "/" + log
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let file = FileHandle(forWritingAtPath: path)
        _ = try file?.seekToEnd()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .merging(ready.environment) { $1 }
        process.standardError = file
        process.terminationHandler = { [ready] _ in ready.noteEnd() }
        try run()
    }

    /// A program that a test has just copied cannot be run for a moment: a process that another test
    /// is starting still has the copy open for writing.
    private func run() throws {
        for attempt in 1... {
            do {
                try process.run()
                hasStarted = true
                return
            } catch let error as NSError where Self.isBusy(error) && attempt < 100 {
                usleep(10_000)
            }
        }
    }

    private static func isBusy(_ error: NSError) -> Bool {
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        return cause.domain == NSPOSIXErrorDomain && cause.code == Int(ETXTBSY)
    }

    deinit { if hasStarted { end(SIGKILL) } }

    /// Waits until the program reports that it is ready.
    ///
    /// - Returns: False if it ended before, or was not ready in time.
    package func waitUntilReady(seconds: Int = 30) -> Bool { ready.wait(seconds: seconds) }

    package var pid: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }

    /// Sends a signal and waits for the end of the program; does nothing after its end.
    ///
    /// - Returns: The exit status, or the number of the signal that ended it.
    @discardableResult
    package func end(_ signal: Int32) -> Int32 {
        if process.isRunning { kill(pid, signal) }
        process.waitUntilExit()
        return process.terminationStatus
    }
}
