// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import JukeboxGateway
import JukeboxModel
import JukeboxSettings

extension CommandSpec {
    private static let newSecret = OptionSpec(
        "new-secret", help: "Make a new secret for the console; the previous one becomes invalid.")

    static let link = CommandSpec(
        "link", summary: "Link Google Home with this household.",
        details: """
            Sets the household’s password, which is needed to link an account, and shows the values \
            for Google’s developer console. For the installed service, use sudo.
            """,
        options: [newSecret],
        examples: [
            Example("link", "asks for the password"),
            Example("link list", "shows the accounts that are linked"),
            Example("link revoke ID", "unlinks one; it is refused from the next request on"),
        ],
        subcommands: [linkList, linkRevoke]
    ) { line in
        let (settings, source) = try SettingsOption.read(line)
        let path = Gateway.linkFile(settings)
        let password = try askPassword()
        let isNew = line.has(newSecret)
        let made = try keeping {
            try LinkFile.change(path) { file throws(KeptFile.Failure) in
                try set(password, newSecret: isNew, in: &file)
            }
        }
        complain("the password is set")
        tellFile(path, source)
        show(settings, secret: made)
    }

    private static let linkList = CommandSpec(
        "list", summary: "List the linked accounts.",
        examples: [Example("link list", "their ids and when they were linked")]
    ) { line in
        let (settings, source) = try SettingsOption.read(line)
        let path = Gateway.linkFile(settings)
        let accounts = try keeping { try LinkFile.known(path)?.accounts ?? [] }
        for account in accounts { print("\(account.id)  \(account.made)") }
        if accounts.isEmpty { complain("no account is linked in “\(path)”\(settingsOf(source))") }
    }

    private static let linkRevoke = CommandSpec(
        "revoke", summary: "Unlink an account.",
        arguments: [ArgumentSpec("ID", help: "The account’s id, as “list” shows it.")],
        examples: [Example("link revoke 5f3a", "unlinks this one")]
    ) { line in
        let id = try line.texts().first ?? ""
        let (settings, source) = try SettingsOption.read(line)
        let path = Gateway.linkFile(settings)
        let isUnlinked = try keeping {
            guard try LinkFile.known(path) != nil else { return false }
            return try LinkFile.change(path) { file throws(KeptFile.Failure) in
                file?.unlink(id) ?? false
            }
        }
        guard isUnlinked else {
            complain(
                "there is no linked account “\(id)” in “\(path)”\(settingsOf(source)); "
                    + "“jukebox-gateway link list” shows the ids")
            throw ProgramEnd(65)
        }
        complain("account \(id) is unlinked")
    }
}

// Setting the password.
extension CommandSpec {
    /// Sets the password in the file, or in a new one.
    ///
    /// - Returns: The secret for the console, if a new one was made.
    private static func set(
        _ password: String, newSecret: Bool, in file: inout LinkFile?
    ) throws(KeptFile.Failure) -> String? {
        var changed: LinkFile
        var made: String?
        if let known = file {
            changed = known
            if newSecret { made = changed.renewSecret() }
        } else {
            let new = LinkFile.new()
            (changed, made) = (new.file, new.secret)
        }
        do {
            try changed.set(password: password)
        } catch {
            throw KeptFile.Failure(description: "the password cannot be hashed: \(error)")
        }
        file = changed
        return made
    }

    private static func askPassword() throws -> String {
        let isTerminal = isatty(0) == 1
        let password = isTerminal ? secretLine("The household's password: ") : readLine() ?? ""
        guard password.count >= 8 else {
            complain("the password must have at least 8 characters; nothing was changed")
            throw ProgramEnd(65)
        }
        if isTerminal, secretLine("The same again: ") != password {
            complain("these were not the same; nothing was changed")
            throw ProgramEnd(65)
        }
        return password
    }

    private static func show(_ settings: Settings, secret: String?) {
        let host = settings.gateway.hosts.first ?? "YOUR.HOST.NAME"
        print(
            """
            Client ID           google
            Client secret       \(secret ?? "(as it was shown; --new-secret makes another)")
            Authorization URL   https://\(host)/oauth/authorize
            Token URL           https://\(host)/oauth/token
            Fulfilment URL      https://\(host)/google/fulfilment
            """)
        if settings.gateway.google == nil {
            complain(
                "the settings do not have Google's table yet; add [gateway.google] with project = \"…\""
            )
        } else if settings.gateway.google?.allRedirects.isEmpty == true {
            complain("the settings name no project; add gateway.google.project")
        }
        if settings.gateway.hosts.isEmpty {
            complain(
                "the settings name no host; add the name that Google calls to gateway.hosts")
        }
    }

    /// A line that is not shown while it is typed.
    private static func secretLine(_ prompt: String) -> String {
        getpass(prompt).map { String(cString: $0) } ?? ""
    }
}
