// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import JukeboxGateway
import LinuxSystem

extension CommandSpec {
    private static let force = OptionSpec("force", help: "Replace an existing secret.")

    static let secret = CommandSpec(
        "secret", summary: "Make a secret that webhooks are signed with.",
        details: """
            Writes it into a file that only the gateway can read, and prints it, for the other side. \
            Then name the file in the settings: gateway.webhook_secrets for webhooks that come in, a \
            [[gateway.webhook]] for those that go out.
            """,
        arguments: [ArgumentSpec("FILE", help: "The file to write.", completion: .files)],
        options: [force],
        examples: [Example("secret /var/lib/jukebox-gateway/panel.secret", "makes one")]
    ) { line in
        let file = try line.texts().first ?? ""
        guard line.has(force) || access(file, F_OK) != 0 else {
            complain("“\(file)” exists; --force replaces it and makes the old secret invalid")
            throw ProgramEnd(73)
        }
        let secret = Gateway.newWebhookSecret()
        do {
            try FileContents.replace(file, with: Array((secret + "\n").utf8))
        } catch {
            complain("\(error)")
            throw ProgramEnd(73)
        }
        print(secret)
    }
}
