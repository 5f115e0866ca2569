// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxGateway
import JukeboxModel
import JukeboxSettings
import LinuxSystem

struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke the tokens of clients.",
        discussion: """
              jukebox-gateway token new --scope play --name "kitchen tablet"
              jukebox-gateway token list
              jukebox-gateway token revoke ID

            The gateway takes a change over at once. For the installed service, use sudo.
            """,
        subcommands: [New.self, List.self, Revoke.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token, and show it this once.",
            discussion: """
                  jukebox-gateway token new --scope play --name "kitchen tablet"
                  jukebox-gateway token new --scope control --room kitchen --room study
                  jukebox-gateway token new --scope read --expires 30d

                read: look. play: order too. control: pause, skip, volume too. admin: everything.
                The token goes to stdout, everything else to stderr.
                """)
        @Option(help: "What it allows: read, play, control or admin.") var scope: String
        @Option(help: "What you call it.") var name = "unnamed"
        @Option(help: "How long it is valid: 12h, 30d, 8w or 1y. Default: until it is revoked.")
        var expires: String?
        @Option(help: "A room that it is limited to; repeat it for more. Default: all rooms.")
        var room: [String] = []
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            guard let scope = Scope(word: scope) else {
                complain("“\(scope)” is not a scope; say read, play, control or admin")
                throw ExitCode(64)
            }
            let source = settings.source
            let settings = try settings.read()
            let now = Clock.wall
            let expiry = try expires.map { try Lifetime.end(of: $0, from: now) }
            let rooms = room.isEmpty ? nil : try room.map { try roomName($0, settings) }
            let file = TokenFile(path: Gateway.tokenFile(settings))
            let made = try keeping {
                try file.add(scope, name: name, expires: expiry, rooms: rooms, at: now)
            }
            print(made.token)
            var facts = "token \(made.entry.id) of scope \(scope)"
            if let rooms { facts += " for " + rooms.joined(separator: ", ") }
            if let expires = made.entry.expires { facts += ", until \(minute(expires))" }
            complain("\(facts); it is shown this once")
            tellFile(file.path, source)
        }

        private func roomName(_ text: String, _ settings: Settings) throws -> String {
            if let name = settings.destination(named: text) { return name.text }
            let known = settings.destinations.map(\.name.text).joined(separator: ", ")
            complain("no destination “\(text)”; there are: \(known)")
            throw ExitCode(65)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tokens, and when each was last used.",
            discussion: "The time of the last use is exact to a minute. All times are UTC.")
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let source = settings.source
            let file = TokenFile(path: Gateway.tokenFile(try settings.read()))
            let entries = try keeping { try file.entries() }
            guard !entries.isEmpty else {
                complain("there are no tokens in “\(file.path)”\(settingsOf(source))")
                return
            }
            let uses = file.lastUses()
            var rows = entries.map { entry in
                [
                    entry.id, "\(entry.scope)", minute(entry.made), expiry(of: entry),
                    uses[entry.id].map(minute) ?? "never",
                    entry.rooms?.joined(separator: ", ") ?? "all rooms", entry.name,
                ].map(harmless)
            }
            if isatty(1) == 1 {
                rows.insert(
                    ["ID", "SCOPE", "MADE", "EXPIRES", "LAST USED", "ROOMS", "NAME"], at: 0)
            }
            for line in aligned(rows) { print(line) }
        }

        private func expiry(of entry: TokenEntry) -> String {
            guard let expires = entry.expires else { return "never" }
            return entry.hasExpired(at: Clock.wall) ? "expired" : minute(expires)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a token back; it is refused from the next request on.")
        @Argument(help: "The token's id, as “list” shows it.") var id: String
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let source = settings.source
            let file = TokenFile(path: Gateway.tokenFile(try settings.read()))
            if try keeping({ try file.revoke(id) }) {
                complain("token \(id) is revoked")
                return
            }
            let named = try keeping { try file.entries() }.filter { $0.name == id }.map(\.id)
            let hint =
                named.isEmpty
                ? "; “jukebox-gateway token list” shows the ids"
                : ", but a token with this name: \(named.joined(separator: ", "))"
            complain("there is no token “\(id)” in “\(file.path)”\(settingsOf(source))\(hint)")
            throw ExitCode(65)
        }
    }
}
