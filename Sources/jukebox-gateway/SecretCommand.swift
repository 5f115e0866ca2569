// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxGateway
import LinuxSystem

struct Secret: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes a secret that webhooks are signed with.",
        discussion: """
            Writes it into a file that only the gateway can read, and prints it, for the other side.

              jukebox-gateway secret /var/lib/jukebox-gateway/panel.secret

            Then name the file in the settings: gateway.webhook_secrets for webhooks that come in,
            a [[gateway.webhook]] for those that go out.
            """)

    @Argument(help: "The file to write.")
    var file: String

    @Flag(help: "Replace an existing secret.")
    var force = false

    func run() throws {
        guard force || access(file, F_OK) != 0 else {
            complain(
                "“\(file)” exists; --force replaces it and makes the old secret invalid")
            throw ExitCode(73)
        }
        let secret = Gateway.newWebhookSecret()
        do {
            try FileContents.replace(file, with: Array((secret + "\n").utf8))
        } catch {
            complain("\(error.description)")
            throw ExitCode(73)
        }
        print(secret)
    }
}
