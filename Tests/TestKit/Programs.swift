// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// The programs under test, and the tree that they were built from.
package enum Programs {
    /// The repository.
    package static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of the programs: the one that holds the test bundle.
    package static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().path

    /// How a program ended, and its output.
    package struct Result {
        /// The exit status, or the number of the signal; -1 when the program could not be started.
        package var status: Int32
        package var output: String
        package var errors: String
        /// The output read as JSON; null when it is not JSON.
        package var json: JSON { JSON(parsing: output) ?? .null }
    }

    /// Runs a program to its end.
    package static func run(
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
}
