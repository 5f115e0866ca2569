// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import JukeboxGateway
import JukeboxModel
import JukeboxSettings
import LinuxSystem

extension CommandSpec {
    static let token = CommandSpec(
        "token", summary: "Make, list and revoke the tokens of clients.",
        details: "The gateway applies a change at once. For the installed service, use sudo.",
        examples: newExamples + [
            Example("token list", "shows them"), Example("token revoke ID", "ends one"),
        ],
        subcommands: [tokenNew, tokenList, tokenRevoke], run: nil)

    private static let newExamples = [
        Example("token new --scope play --name \"kitchen tablet\"", "may look and order"),
        Example("token new --scope control --room kitchen --room study", "in two rooms"),
        Example("token new --scope read --expires 30d", "for a month"),
    ]
    private static let scope = OptionSpec(
        "scope", value: "SCOPE", help: "What it allows: read, play, control or admin.",
        completion: .words(["read", "play", "control", "admin"]))
    private static let name = OptionSpec("name", value: "NAME", help: "What you call it.")
    private static let expires = OptionSpec(
        "expires", value: "TIME",
        help: "How long it is valid: 12h, 30d, 8w or 1y. Without it, until it is revoked.")
    private static let room = OptionSpec(
        "room", value: "ROOM",
        help: "A room that it is limited to; repeat it for more. Without it, all rooms.")

    private static let tokenNew = CommandSpec(
        "new", summary: "Make a token, and show it this once.",
        details: """
            read: look. play: order too. control: pause, skip, volume too. admin: everything. The \
            token goes to stdout, everything else to stderr.
            """,
        options: [scope, name, expires, room], examples: newExamples, run: makeToken)

    @Sendable private static func makeToken(_ line: ParsedLine) throws {
        guard let word = try line.text(scope) else { throw line.usage("--scope is missing") }
        guard let scope = Scope(word: word) else {
            throw line.usage("“\(word)” is not a scope; say read, play, control or admin")
        }
        let (settings, source) = try SettingsOption.read(line)
        let now = Clock.wall
        let expiry = try line.text(expires).map { try Lifetime.end(of: $0, from: now) }
        let given = try line.texts(room)
        let rooms = given.isEmpty ? nil : try given.map { try roomName($0, settings) }
        let file = TokenFile(path: Gateway.tokenFile(settings))
        let name = try line.text(name) ?? "unnamed"
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

    private static func roomName(_ text: String, _ settings: Settings) throws -> String {
        if let name = settings.destination(named: text) { return name.text }
        let known = settings.destinations.map(\.name.text)
        let hint = Nearest.hint(text, known)
        complain(
            "no destination “\(text)”\(hint); there are: \(known.joined(separator: ", "))")
        throw ProgramEnd(65)
    }
}

// Listing and revoking.
extension CommandSpec {
    private static let tokenList = CommandSpec(
        "list", summary: "List the tokens, and when each was last used.",
        details: "The time of the last use is exact to a minute. All times are UTC.",
        examples: [Example("token list", "all tokens")]
    ) { line in
        let (settings, source) = try SettingsOption.read(line)
        let file = TokenFile(path: Gateway.tokenFile(settings))
        let entries = try keeping { try file.entries() }
        guard !entries.isEmpty else {
            return complain("there are no tokens in “\(file.path)”\(settingsOf(source))")
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
            rows.insert(["ID", "SCOPE", "MADE", "EXPIRES", "LAST USED", "ROOMS", "NAME"], at: 0)
        }
        for line in aligned(rows) { print(line) }
    }

    private static func expiry(of entry: TokenEntry) -> String {
        guard let expires = entry.expires else { return "never" }
        return entry.hasExpired(at: Clock.wall) ? "expired" : minute(expires)
    }

    private static let tokenRevoke = CommandSpec(
        "revoke", summary: "Revoke a token; it is refused from the next request on.",
        arguments: [ArgumentSpec("ID", help: "The token’s id, as “list” shows it.")],
        examples: [Example("token revoke 5f3a", "ends this one")]
    ) { line in
        let id = try line.texts().first ?? ""
        let (settings, source) = try SettingsOption.read(line)
        let file = TokenFile(path: Gateway.tokenFile(settings))
        if try keeping({ try file.revoke(id) }) { return complain("token \(id) is revoked") }
        let named = try keeping { try file.entries() }.filter { $0.name == id }.map(\.id)
        let hint =
            named.isEmpty
            ? "; “jukebox-gateway token list” shows the ids"
            : ", but a token with this name: \(named.joined(separator: ", "))"
        complain("there is no token “\(id)” in “\(file.path)”\(settingsOf(source))\(hint)")
        throw ProgramEnd(65)
    }
}
