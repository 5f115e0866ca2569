// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import JukeboxGateway
import JukeboxModel
import JukeboxSettings
import LinuxSystem

struct Token: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke the tokens of clients.",
        subcommands: [New.self, List.self, Revoke.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token, and show it this once.",
            discussion: """
                  jukebox-gateway token new --scope play --name "kitchen tablet"

                read: look. play: order too. control: pause, skip, volume too. admin: everything.
                """)
        @Option(help: "What it allows: read, play, control or admin.") var scope: String
        @Option(help: "What you call it.") var name = "unnamed"
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            guard let scope = Scope(word: scope) else {
                complain("“\(scope)” is no scope; say read, play, control or admin")
                throw ExitCode(64)
            }
            let file = TokenFile(path: Gateway.tokenFile(try settings.read()))
            do {
                let made = try file.add(scope, name: name, at: Clock.wall)
                print(made.token)
                complain("token \(made.entry.id) of scope \(scope); it is shown this once")
            } catch {
                complain("\(error)")
                throw ExitCode(73)
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the tokens.")
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            for entry in TokenFile(path: Gateway.tokenFile(try settings.read())).entries {
                print("\(entry.id)  \(entry.scope)  \(entry.made)  \(entry.name)")
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a token back; it is refused from the next request on.")
        @Argument(help: "The token's id, as “list” shows it.") var id: String
        @OptionGroup var settings: SettingsOptions

        func run() throws {
            let file = TokenFile(path: Gateway.tokenFile(try settings.read()))
            do {
                guard try file.revoke(id) else {
                    complain("there is no token \(id)")
                    throw ExitCode(65)
                }
            } catch let error as SystemError {
                complain("\(error)")
                throw ExitCode(73)
            }
        }
    }
}
