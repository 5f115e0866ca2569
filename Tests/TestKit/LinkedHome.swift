// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// A gateway that is linked with Google's account.
package final class LinkedHome {
    package static let redirect = "https://oauth-redirect.googleusercontent.com/r/house"
    package static let password = "open sesame"

    package let gateway: GatewayHome
    package let secret: String
    package private(set) var access = ""
    package private(set) var refresh = ""

    package init(_ home: Home, more: String = "") throws {
        gateway = try GatewayHome(
            home,
            settings: "[gateway.google]\nproject = \"house\"\nlanguages = [\"en\", \"ja\"]\n" + more
        )
        secret = try Self.setUp(gateway)
        try gateway.start()
    }

    private static func setUp(_ gateway: GatewayHome) throws -> String {
        let link = Home.run(
            Home.programs + "/jukebox-gateway",
            ["link", "--config", gateway.home.path + "/gateway.toml"], input: password + "\n")
        let line = link.output.split(separator: "\n").first { $0.hasPrefix("Client secret") }
        guard link.status == 0, let secret = line?.split(separator: " ").last else {
            throw Home.Failure(text: link.errors + link.output)
        }
        return String(secret)
    }

    package func form(_ path: String, _ fields: [String: String]) -> GatewayHome.Answer {
        let body = fields.map { name, value in
            let encoded = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return "\(name)=\(encoded)"
        }.joined(separator: "&")
        return gateway.ask(
            "POST", path, body, ["Content-Type": "application/x-www-form-urlencoded"])
    }

    package func consent(_ more: [String: String] = [:]) -> GatewayHome.Answer {
        form(
            "/oauth/authorize",
            [
                "client_id": "google", "redirect_uri": Self.redirect, "response_type": "code",
                "state": "s", "password": Self.password, "decision": "allow",
            ].merging(more) { $1 })
    }

    package func token(_ more: [String: String]) -> GatewayHome.Answer {
        form(
            "/oauth/token",
            [
                "client_id": "google", "client_secret": secret,
                "grant_type": "authorization_code", "redirect_uri": Self.redirect,
            ].merging(more) { $1 })
    }

    /// The code in a redirect.
    package static func code(_ answer: GatewayHome.Answer) -> String {
        let line = answer.headers.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("location:")
        }
        let query = line?.split(separator: "?").last ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("code=") }
            .map { String($0.dropFirst(5)) } ?? ""
    }

    /// Links the account, as Google does.
    package func link() throws {
        let tokens = token(["code": Self.code(consent())]).json
        guard let access = tokens["access_token"]?.string,
            let refresh = tokens["refresh_token"]?.string
        else { throw Home.Failure(text: tokens.line) }
        (self.access, self.refresh) = (access, refresh)
    }

    package func fulfil(_ body: String, token: String? = nil) -> GatewayHome.Answer {
        gateway.ask(
            "POST", "/google/fulfilment", body,
            ["Authorization": "Bearer \(token ?? access)"])
    }

    /// One command for one device.
    package func execute(
        _ command: String, _ parameters: JSON = [:], id: String = UUID().uuidString,
        device: String = "speaker/kitchen"
    ) -> JSON {
        let body: JSON = [
            "requestId": .string(id),
            "inputs": [
                [
                    "intent": "action.devices.EXECUTE",
                    "payload": [
                        "commands": [
                            [
                                "devices": [["id": .string(device)]],
                                "execution": [
                                    [
                                        "command": .string("action.devices.commands." + command),
                                        "params": parameters,
                                    ]
                                ],
                            ]
                        ]
                    ],
                ]
            ],
        ]
        return fulfil(body.line).json["payload"]?["commands"]?.elements.first ?? .null
    }
}
