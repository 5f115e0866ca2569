// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxGateway
import JukeboxModel
import JukeboxSettings
import LinuxSystem

struct Link: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Link Google Home with this household.",
        discussion: """
            Sets the household's password, which whoever links an account must know, and shows what
            is to be typed into Google's developer console.

              jukebox-gateway link               asks for the password
              jukebox-gateway link list          shows the accounts that are linked
              jukebox-gateway link revoke ID     unlinks one; it is refused from the next request on
            """,
        subcommands: [Setup.self, List.self, Revoke.self], defaultSubcommand: Setup.self)

    struct Setup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the password, and show what Google wants to know.")
        @Flag(help: "Make a new secret for the console; the one before is good no more.")
        var newSecret = false
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let settings = try settings.read()
            let path = Gateway.linkFile(settings)
            var made: String?
            var file: LinkFile
            if let known = LinkFile.read(path) {
                file = known
            } else if FileContents.modified(path) != nil {
                complain("“\(path)” is there, and cannot be read; move it away to start anew")
                throw ExitCode(66)
            } else {
                let new = LinkFile.new()
                file = new.file
                made = new.secret
            }
            if newSecret, made == nil { made = file.renewSecret() }
            try setPassword(of: &file)
            do {
                try file.write(path)
            } catch {
                complain("\(error)")
                throw ExitCode(73)
            }
            show(settings, secret: made)
        }

        private func setPassword(of file: inout LinkFile) throws {
            let isTerminal = isatty(0) == 1
            let password = isTerminal ? secretLine("The household's password: ") : readLine() ?? ""
            guard password.count >= 8 else {
                complain("the password must have at least 8 characters; nothing was changed")
                throw ExitCode(65)
            }
            if isTerminal, secretLine("The same again: ") != password {
                complain("these were not the same; nothing was changed")
                throw ExitCode(65)
            }
            try file.set(password: password)
            complain("the password is set")
        }

        private func show(_ settings: Settings, secret: String?) {
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
                    "the settings do not open the door yet; add [gateway.google] with project = \"…\""
                )
            } else if settings.gateway.google?.allRedirects.isEmpty == true {
                complain("the settings name no project; add gateway.google.project")
            }
            if settings.gateway.hosts.isEmpty {
                complain("the settings name no host; add what Google is to call to gateway.hosts")
            }
        }

        /// A line that is not shown while it is typed.
        private func secretLine(_ prompt: String) -> String {
            getpass(prompt).map { String(cString: $0) } ?? ""
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the linked accounts.")
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let file = LinkFile.read(Gateway.linkFile(try settings.read()))
            for account in file?.accounts ?? [] { print("\(account.id)  \(account.made)") }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Unlink an account.")
        @Argument(help: "The account's id, as “list” shows it.") var id: String
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let path = Gateway.linkFile(try settings.read())
            guard var file = LinkFile.read(path), file.unlink(id) else {
                complain("there is no linked account \(id)")
                throw ExitCode(65)
            }
            do {
                try file.write(path)
            } catch {
                complain("\(error)")
                throw ExitCode(73)
            }
        }
    }
}
