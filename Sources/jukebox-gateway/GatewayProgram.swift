// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import JukeboxModel
import JukeboxSettings

extension ProgramSpec {
    /// The program `jukebox-gateway`.
    static let gateway = ProgramSpec(
        "jukebox-gateway", usage: "[COMMAND] [OPTION…]",
        summary: "Lets voice assistants, pages and scripts order music over HTTP.",
        version: jukeboxVersion, main: .serve,
        groups: [
            Group(
                "Serve", brief: "serve (also without a command): until SIGTERM", []),
            Group("Clients", brief: "token new, token list, token revoke ID", [.token]),
            Group("Google", brief: "link, link list, link revoke ID", [.link]),
            Group("Webhooks", brief: "secret FILE", [.secret]),
        ],
        options: SettingsOption.all,
        examples: [
            .init("--config jukebox.toml", "serves with other settings"),
            .init("token new --scope play --name tablet", "lets a client order"),
        ],
        closing: "Exit status: 0 after SIGTERM, 71 if it cannot listen, 78 for broken settings.")
}

extension CommandSpec {
    static let verbose = OptionSpec("verbose", help: "Log each order with its ticket.")

    /// Carried out by `GatewayProgram`.
    static let serve = CommandSpec(
        "serve", summary: "Serve until SIGTERM.",
        details: "Turns requests into orders and answers at once; never waits for sound.",
        options: [verbose], examples: [Example("serve --verbose", "logs each order")]
    ) { _ in }
}

/// The options that say which settings apply.
enum SettingsOption {
    static let config = OptionSpec(
        "config", value: "FILE",
        help: """
            The settings file, the same as the daemon’s. Otherwise \
            $XDG_CONFIG_HOME/jukebox/jukebox.toml; for root and service accounts then \
            /etc/jukebox/jukebox.toml.
            """, completion: .files)
    static let runtime = OptionSpec(
        "runtime", value: "DIR", help: "The runtime directory; wins over the settings.",
        completion: .folders)
    static let all = [config, runtime]

    /// Reads the settings that a line means; says why and ends with 78 if they are broken.
    static func read(_ line: ParsedLine) throws -> (settings: Settings, source: SettingsSource) {
        let source = SettingsSource(
            file: try line.text(config), runtime: try line.text(runtime),
            environment: .ofThisProcess, lookingAtFolders: false)
        switch source.read() {
        case .success(let settings): return (settings, source)
        case .failure(let report):
            complain(report.text)
            throw ProgramEnd(78)
        }
    }
}
