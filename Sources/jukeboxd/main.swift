// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxDaemon
import JukeboxModel
import JukeboxSettings
import Logging

struct JukeboxDaemonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jukeboxd",
        abstract: "Plays what is ordered, in every room.",
        discussion: """
            Takes orders out of shared memory, keeps a queue for each destination, and drives one
            player each. Runs in the foreground until SIGTERM; SIGHUP reads the settings again.

              jukeboxd                          with $XDG_CONFIG_HOME/jukebox/jukebox.toml, if it is there
              jukeboxd --config my.toml         with other settings
              jukeboxd --check --config my.toml only says whether they are right

            Exit status: 0 after SIGTERM, 75 when another jukeboxd runs there, 78 for broken settings.
            """,
        version: jukeboxVersion)

    @Option(help: "The settings file.")
    var config: String?

    @Option(help: "The runtime directory (ring, board, questions); wins over the settings.")
    var runtime: String?

    @Flag(help: "Only check the settings.")
    var check = false

    @Flag(help: "Log each order and effect.")
    var verbose = false

    func run() throws {
        // Music may be mounted later, and a mount that hangs would hold a look at it up: only a check
        // looks.
        let source = SettingsSource(
            file: config, runtime: runtime, environment: .ofThisProcess, lookingAtFolders: check)
        if check {
            switch source.read() {
            case .success: print("the settings are right")
            case .failure(let report):
                print(report.text)
                throw ExitCode(78)
            }
            return
        }
        let isTerminal = isatty(2) == 1
        let level = verbose ? Logger.Level.debug : .notice
        let logger = Logger(label: "jukeboxd") { name in
            LineLog(program: name, isTerminal: isTerminal, level: level)
        }
        throw ExitCode(Daemon.run(source, logger: logger))
    }
}

JukeboxDaemonCommand.main()
