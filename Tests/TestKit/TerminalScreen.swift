// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A terminal in which a program runs, as a person sees it; it needs tmux.
package final class TerminalScreen {
    private let socket: String

    /// Whether tmux and some programs are installed.
    package static func canShow(_ programs: String...) -> Bool {
        (["tmux"] + programs).allSatisfy {
            Home.run("/bin/sh", ["-c", "command -v \($0)"]).status == 0
        }
    }

    /// Opens a terminal and starts a command in it.
    ///
    /// - Parameters:
    ///   - command: The command, for `sh -c`.
    ///   - columns: The width; the height is 24 lines.
    ///   - environment: Further variables.
    /// - Throws: If tmux does not start.
    package init(
        _ command: String, columns: Int = 80,
        environment: [String: String] = [:]
    ) throws {
        // Not in a home, which may be deleted before this terminal ends.
        socket = NSTemporaryDirectory() + "jukebox-screen-\(UUID().uuidString.prefix(8))"
        let variables = environment.merging(["LC_ALL": "C.UTF-8", "TERM": "screen-256color"]) {
            old, _ in old
        }
        let settings = variables.map { "\($0)='\($1)'" }.joined(separator: " ")
        let words = [
            "tmux", "-u", "-f", "/dev/null", "-S", socket, "new-session", "-d", "-x", "\(columns)",
            "-y", "24", "env -u TMUX \(settings) \(command)",
        ]
        // A `Process` has ended for Foundation when all that it left running have closed its files.
        let closing =
            "for file in /proc/self/fd/*; do n=${file##*/}; ((n > 2)) && eval \"exec $n>&-\"; done; "
            + "exec \"$@\" </dev/null >/dev/null 2>&1"
        let run = Home.run("/bin/bash", ["-c", closing, "bash"] + words)
        guard run.status == 0 else { throw Home.Failure(text: "tmux did not start: \(run)") }
    }

    deinit {
        // Not `kill-server`, which raises SIGTERM: a test runner blocks it.
        tmux("kill-session")
        try? FileManager.default.removeItem(atPath: socket)
    }

    /// The lines that are shown, without empty ones at the end.
    package var text: String { tmux("capture-pane", "-p") }

    /// Types some text, as it is.
    package func type(_ text: String) { tmux("send-keys", "-l", text) }

    /// Presses keys by their names: `Tab`, `Enter`, `C-c`.
    package func press(_ keys: String...) { tmux(["send-keys"] + keys) }

    /// Waits until a text is shown.
    ///
    /// - Returns: False if it is not shown within the time.
    package func shows(_ text: String, within seconds: Double = 20) -> Bool {
        Home.wait(seconds) { self.text.contains(text) }
        return self.text.contains(text)
    }

    @discardableResult private func tmux(_ words: String...) -> String { tmux(words) }

    @discardableResult private func tmux(_ words: [String]) -> String {
        Home.run("/usr/bin/env", ["tmux", "-u", "-f", "/dev/null", "-S", socket] + words).output
    }
}
