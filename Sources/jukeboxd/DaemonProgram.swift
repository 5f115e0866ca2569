// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import JukeboxDaemon
import JukeboxModel
import JukeboxSettings
import Logging

extension ProgramSpec {
    /// The program `jukeboxd`.
    static let jukeboxd = ProgramSpec(
        "jukeboxd", usage: "[OPTION…]", summary: "Plays what is ordered, in every room.",
        version: jukeboxVersion, main: .serve, groups: [],
        options: [SettingsOption.config, SettingsOption.runtime], examples: [],
        closing:
            "Exit status: 0 after SIGTERM, 75 if another jukeboxd runs there, 78 for broken settings."
    )
}

/// The options that say which settings apply.
enum SettingsOption {
    static let config = OptionSpec(
        "config", value: "FILE",
        help: """
            The settings file. Otherwise $XDG_CONFIG_HOME/jukebox/jukebox.toml; for root and service \
            accounts then /etc/jukebox/jukebox.toml.
            """, completion: .files)
    static let runtime = OptionSpec(
        "runtime", value: "DIR",
        help: "The runtime directory (ring, board, questions); wins over the settings.",
        completion: .folders)
}

extension CommandSpec {
    private static let check = OptionSpec("check", help: "Only check the settings.")
    private static let verbose = OptionSpec("verbose", help: "Log each order and effect.")

    static let serve = CommandSpec(
        "serve", summary: "Plays what is ordered, in every room.",
        details: """
            Takes orders from shared memory, keeps a queue for each room, and drives one player \
            each. Runs in the foreground until SIGTERM; SIGHUP reads the settings again.

            Exit status: 0 after SIGTERM, 75 if another jukeboxd runs there, 78 for broken settings.
            """,
        options: [check, verbose],
        examples: [
            Example("--config my.toml", "with other settings"),
            Example("--check --config my.toml", "only says whether they are right"),
        ]
    ) { line in
        let isCheck = line.has(check)
        // Music may be mounted later, and a mount that hangs would delay a look at it: only a check
        // looks.
        let source = SettingsSource(
            file: try line.text(SettingsOption.config),
            runtime: try line.text(SettingsOption.runtime), environment: .ofThisProcess,
            lookingAtFolders: isCheck)
        if isCheck {
            switch source.read() {
            case .success: return print("the settings are right")
            case .failure(let report):
                print(report.text)
                throw ProgramEnd(78)
            }
        }
        let level = line.has(verbose) ? Logger.Level.debug : .notice
        let logger = Logger(label: "jukeboxd") { name in
            LineLog(program: name, level: level)
        }
        throw ProgramEnd(Daemon.run(source, logger: logger))
    }
}
