// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import AsyncHTTPClient
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import NIOCore
internal import NIOHTTP1

/// Plays the part of an assistant: links an account with a gateway and sends it sentences.
actor AssistantConsole {
    private let address: String
    private let password: String
    private let secret: String
    /// A token of the gateway, for Dialogflow's door; nil if the gateway asks for none.
    private let token: String?
    private var access = ""
    private var devices: [AssistantSentence.Device] = []

    /// The redirect that the console links from; `gateway.google.redirects` must name it.
    static let redirect = "http://localhost/console"

    init(address: String, password: String, secret: String, token: String?) {
        self.address = address
        self.password = password
        self.secret = secret
        self.token = token
    }

    /// Why the console cannot continue.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// A request and its answer, as text to show.
    struct Exchange: Sendable {
        /// The request's method and path.
        var path: String
        /// The request's body, indented.
        var request: String
        /// The answer's body, indented.
        var answer: String
        /// The time until the answer, in milliseconds.
        var milliseconds: Double
        /// The spoken answer.
        var spoken: String
    }

    /// Links the account as Google does, then asks for the devices.
    func link() async throws -> [Exchange] {
        let consent = try await send(
            "/oauth/authorize",
            form: [
                ("client_id", "google"), ("redirect_uri", Self.redirect),
                ("response_type", "code"), ("state", "console"), ("password", password),
                ("decision", "allow"),
            ])
        guard let code = consent.location.flatMap(Self.code) else {
            throw Failure(description: "no consent: the gateway answered \(consent.status)")
        }
        let tokens = try await send(
            "/oauth/token",
            form: [
                ("grant_type", "authorization_code"), ("code", code), ("client_id", "google"),
                ("client_secret", secret), ("redirect_uri", Self.redirect),
            ])
        guard let token = tokens.body["access_token"]?.string else {
            throw Failure(description: "no token: \(tokens.body.line)")
        }
        access = token
        return [
            Exchange(
                path: "/oauth/authorize, /oauth/token", request: "", answer: tokens.body.shown,
                milliseconds: tokens.milliseconds, spoken: "The account is linked."),
            try await say("sync"),
        ]
    }

    /// Sends a sentence as Google or Dialogflow would.
    func say(_ sentence: String) async throws -> Exchange {
        let said = AssistantSentence(sentence, devices: devices)
        let isJapanese = sentence.unicodeScalars.contains { (0x3041...0x9FFF).contains($0.value) }
        let (path, body) = said.request(
            id: String(UInt64.random(in: .min ... .max), radix: 16), devices: devices,
            language: isJapanese ? "ja" : "en")
        let answer = try await send(path, json: body)
        if said == .sync {
            devices = (answer.body["payload"]?["devices"]?.elements ?? [])
                .compactMap(AssistantSentence.Device.init)
        }
        return Exchange(
            path: "POST \(path)", request: body.shown, answer: answer.body.shown,
            milliseconds: answer.milliseconds, spoken: AssistantSentence.spoken(answer.body))
    }

    // MARK: HTTP

    /// Lives as long as the process; the redirect with the code must not be followed.
    private static let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: HTTPClient.Configuration(redirectConfiguration: .disallow))

    private struct Answer {
        var status: UInt
        var location: String?
        var body: JSON
        var milliseconds: Double
    }

    /// The authorization code in a redirect.
    private static func code(_ location: String) -> String? {
        location.split(separator: "?").last?.split(separator: "&")
            .first { $0.hasPrefix("code=") }.map { String($0.dropFirst(5)) }
    }

    /// A form's value: each byte that is not an ASCII letter or digit as `%XX`.
    private static func encoded(_ value: String) -> String {
        value.utf8.reduce(into: "") { text, byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber {
                text.append(character)
            } else {
                text += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
            }
        }
    }

    private func send(_ path: String, form: [(String, String)]) async throws -> Answer {
        let text = form.map { $0 + "=" + Self.encoded($1) }.joined(separator: "&")
        return try await send(path, text, type: "application/x-www-form-urlencoded")
    }

    private func send(_ path: String, json: JSON) async throws -> Answer {
        try await send(path, json.line, type: "application/json")
    }

    private func send(_ path: String, _ body: String, type: String) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: type)
        // Google shows the token of the linked account, Dialogflow one of the gateway.
        let shown = path.hasPrefix("/google") ? access : path == "/dialogflow" ? token : nil
        if let shown { request.headers.add(name: "Authorization", value: "Bearer \(shown)") }
        request.body = .bytes(ByteBuffer(string: body))
        let start = Clock.monotonic
        do {
            let response = try await Self.client.execute(request, timeout: .seconds(5))
            let buffer = try await response.body.collect(upTo: 1 << 20)
            return Answer(
                status: response.status.code,
                location: response.headers.first(name: "Location"),
                body: JSON(parsing: Array(buffer.readableBytesView)) ?? .null,
                milliseconds: Double((Clock.monotonic - start).nanoseconds) / 1e6)
        } catch {
            throw Failure(description: "the gateway at \(address) cannot be reached: \(error)")
        }
    }
}
