// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import TestKit
import Testing

/// Types into real shells in a terminal, and looks at what the Tab key makes of it.
@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: TerminalScreen.canShow("bash")))
struct `The Tab key` {
    enum Shell: String, CaseIterable, CustomStringConvertible {
        case bash, zsh, fish

        var description: String { rawValue }

        /// The command that starts the shell without the user's own settings.
        var start: String {
            switch self {
            case .bash: "bash --norc --noprofile"
            case .zsh: "zsh -f"
            case .fish: "fish --no-config"
            }
        }

        /// The line that a user's settings would have.
        var setting: String {
            switch self {
            case .bash: "source <(jukebox completion bash)"
            case .zsh: "autoload -Uz compinit; compinit -D; source <(jukebox completion zsh)"
            case .fish: "jukebox completion fish | source"
            }
        }

        static let installed = allCases.filter { TerminalScreen.canShow($0.rawValue) }
    }

    @Test(arguments: Shell.installed)
    func `completes commands, options, rooms, playlists and tickets in`(shell: Shell) throws {
        let home = try Home(kitchen: "silent", study: "silent")
        try home.write("lists/Morning songs.m3u", "#EXTM3U\n")
        try home.start()
        home.jukebox("play", "canon", "--wait", "playing")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        let screen = try TerminalScreen(
            shell.start,
            environment: [
                "PATH": "\(Home.programs):\(path)", "HOME": home.path,
                "JUKEBOX_RUNTIME_DIR": home.path + "/run",
            ])
        screen.type("\(shell.setting); echo re''ady")
        screen.press("Enter")
        try #require(screen.shows("\nready"), "\(screen.text)")

        for (typed, completed) in [
            ("jukebox vol", "jukebox volume"), ("jukebox pause stu", "jukebox pause study"),
            ("jukebox play --to=stu", "jukebox play --to=study"),
            ("jukebox stu", "jukebox study"), ("jukebox study pau", "jukebox study pause"),
            ("jukebox playlist show Mor", "jukebox playlist show Morning\\ songs"),
            ("jukebox play --to kitchen,s", "jukebox play --to kitchen,study"),
            ("jukebox cancel ", "jukebox cancel 1"),
            ("jukebox wait 1 --fo", "jukebox wait 1 --for"),
        ] {
            screen.press("C-u", "C-l")
            screen.type(typed)
            // On a busy machine an answer may come too late for the shell: a person tries again.
            var isShown = false
            for _ in 0..<8 where !isShown {
                screen.press("Tab")
                isShown = screen.shows(completed, within: 2)
            }
            #expect(isShown, "\(typed): \(screen.text)")
        }
    }

    @Test(arguments: Shell.installed)
    func `puts no control character of a name on the line in`(shell: Shell) throws {
        let home = try Home(kitchen: "silent", study: "silent")
        try home.write("lists/Mo\u{1B}[31m.m3u", "#EXTM3U\n")
        try home.write("lists/Mo\u{7}\n.m3u", "#EXTM3U\n")
        try home.start()

        let words = Home.run(
            Home.programs + "/jukebox",
            ["complete-words", shell.rawValue, "jukebox", "playlist", "show", "Mo"],
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run"])

        #expect(words.status == 0 && words.output == "-\n", "\(words)")
    }

    @Test func `is answered at once and with nothing while no jukebox runs`() throws {
        for words in [
            ["play", "--title", "x"], ["cancel", ""], ["pause", "k"], ["nonsense", ""],
        ] {
            let run = Home.run(
                Home.programs + "/jukebox", ["complete-words", "bash", "jukebox"] + words,
                ["JUKEBOX_RUNTIME_DIR": "/nonexistent"])
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
        }
    }
}
