// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxGateway
import JukeboxModel
import JukeboxSettings
import LinuxSystem
import Logging

@main
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jukebox-gateway",
        abstract: "Lets voice assistants, pages and scripts order music over HTTP.",
        discussion: """
            Turns requests into orders and answers at once; it never waits for sound.

              jukebox-gateway --config jukebox.toml
              curl -d '{"query":"yesterday"}' -H 'Content-Type: application/json' \\
                   http://localhost:6680/v1/orders

            Exit status: 0 after SIGTERM, 71 when it cannot listen, 78 for broken settings.
            """,
        version: jukeboxVersion,
        subcommands: [Serve.self, Token.self, Secret.self, Link.self],
        defaultSubcommand: Serve.self)
}

/// The options that name the settings.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: """
            The settings file, the same as the daemon's. Default: $XDG_CONFIG_HOME/jukebox/jukebox.toml; \
            for root and service accounts then /etc/jukebox/jukebox.toml.
            """)
    var config: String?

    @Option(help: "The runtime directory; wins over the settings.")
    var runtime: String?

    var source: SettingsSource {
        SettingsSource(
            file: config, runtime: runtime, environment: .ofThisProcess, lookingAtFolders: false)
    }

    func read() throws -> Settings {
        switch source.read() {
        case .success(let settings): return settings
        case .failure(let report):
            complain(report.text)
            throw ExitCode(78)
        }
    }
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve until SIGTERM.")
    @OptionGroup var settings: SettingsOptions

    @Flag(help: "Log each order with its ticket.")
    var verbose = false

    func run() async throws {
        let settings = try settings.read()
        let isTerminal = isatty(2) == 1
        let level = verbose ? Logger.Level.info : .notice
        let logger = Logger(label: "jukebox-gateway") { name in
            LineLog(program: name, isTerminal: isTerminal, level: level)
        }
        do {
            try await Gateway.run(settings, logger: logger)
        } catch {
            logger.error("cannot serve: \(error)")
            throw ExitCode(71)
        }
    }
}
