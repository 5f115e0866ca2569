// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
public import JSONLines

/// A gateway that is linked with Google's account.
public final class LinkedHome {
    public static let redirect = "https://oauth-redirect.googleusercontent.com/r/house"
    public static let password = "open sesame"

    public let gateway: GatewayHome
    public let secret: String
    public private(set) var access = ""
    public private(set) var refresh = ""

    public init(_ home: Home, more: String = "") throws {
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

    public func form(_ path: String, _ fields: [String: String]) -> GatewayHome.Answer {
        let body = fields.map { name, value in
            let encoded = value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            return "\(name)=\(encoded)"
        }.joined(separator: "&")
        return gateway.ask(
            "POST", path, body, ["Content-Type": "application/x-www-form-urlencoded"])
    }

    public func consent(_ more: [String: String] = [:]) -> GatewayHome.Answer {
        form(
            "/oauth/authorize",
            [
                "client_id": "google", "redirect_uri": Self.redirect, "response_type": "code",
                "state": "s", "password": Self.password, "decision": "allow",
            ].merging(more) { $1 })
    }

    public func token(_ more: [String: String]) -> GatewayHome.Answer {
        form(
            "/oauth/token",
            [
                "client_id": "google", "client_secret": secret,
                "grant_type": "authorization_code", "redirect_uri": Self.redirect,
            ].merging(more) { $1 })
    }

    /// The code in a redirect.
    public static func code(_ answer: GatewayHome.Answer) -> String {
        let line = answer.headers.split(separator: "\r\n").first {
            $0.lowercased().hasPrefix("location:")
        }
        let query = line?.split(separator: "?").last ?? ""
        return query.split(separator: "&").first { $0.hasPrefix("code=") }
            .map { String($0.dropFirst(5)) } ?? ""
    }

    /// Links the account, as Google does.
    public func link() throws {
        let tokens = token(["code": Self.code(consent())]).json
        guard let access = tokens["access_token"]?.string,
            let refresh = tokens["refresh_token"]?.string
        else { throw Home.Failure(text: tokens.line) }
        (self.access, self.refresh) = (access, refresh)
    }

    public func fulfil(_ body: String, token: String? = nil) -> GatewayHome.Answer {
        gateway.ask(
            "POST", "/google/fulfilment", body,
            ["Authorization": "Bearer \(token ?? access)"])
    }

    /// One command for one device.
    public func execute(
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
