// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import AsyncHTTPClient
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import NIOCore
internal import NIOHTTP1

/// Plays an assistant's part towards a gateway: links an account, and says sentences.
public actor AssistantConsole {
    private let address: String
    private let password: String
    private let secret: String
    private var access = ""
    private var devices: [AssistantSentence.Device] = []

    /// A redirect of the console's own, which the settings must name.
    public static let redirect = "http://localhost/console"

    /// Names the gateway, its household's password and its client secret.
    public init(address: String, password: String, secret: String) {
        self.address = address
        self.password = password
        self.secret = secret
    }

    /// Why the console cannot go on.
    public struct Failure: Error, CustomStringConvertible {
        /// What went wrong.
        public var description: String
    }

    /// What a sentence became, and what came back; ready to be shown.
    public struct Exchange: Sendable {
        /// The request's method and path, or what is said to be done.
        public var path: String
        /// The request's body, over some lines.
        public var request: String
        /// The answer's body, over some lines.
        public var answer: String
        /// How long it took, in milliseconds.
        public var milliseconds: Double
        /// What the person hears.
        public var spoken: String
    }

    /// Links the account as Google does, and asks which devices there are.
    public func link() async throws -> [Exchange] {
        let consent = try await send(
            "/oauth/authorize",
            form: [
                ("client_id", "google"), ("redirect_uri", Self.redirect),
                ("response_type", "code"), ("state", "console"), ("password", password),
                ("decision", "allow"),
            ])
        guard let location = consent.location,
            let code = Route.parameters(location.split(separator: "?").last.map(String.init))[
                "code"]
        else { throw Failure(description: "no consent: the gateway answered \(consent.status)") }
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

    /// Says a sentence.
    public func say(_ sentence: String) async throws -> Exchange {
        let said = AssistantSentence(sentence, devices: devices)
        let isJapanese = sentence.unicodeScalars.contains { (0x3041...0x9FFF).contains($0.value) }
        let (path, body) = said.request(
            id: Dice.hexadecimal(8), devices: devices, language: isJapanese ? "ja" : "en")
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

    private struct Answer {
        var status: UInt
        var location: String?
        var body: JSON
        var milliseconds: Double
    }

    private func send(_ path: String, form: [(String, String)]) async throws -> Answer {
        let text = form.map { $0 + "=" + $1.percentEncoded }.joined(separator: "&")
        return try await send(path, text, type: "application/x-www-form-urlencoded")
    }

    private func send(_ path: String, json: JSON) async throws -> Answer {
        try await send(path, json.line, type: "application/json")
    }

    private func send(_ path: String, _ body: String, type: String) async throws -> Answer {
        var request = HTTPClientRequest(url: address + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: type)
        // Dialogflow's door takes another key: on this machine it needs none.
        if path.hasPrefix("/google") {
            request.headers.add(name: "Authorization", value: "Bearer \(access)")
        }
        request.body = .bytes(ByteBuffer(string: body))
        let start = Clock.monotonic
        do {
            let response = try await HTTPClient.outbound.execute(request, timeout: .seconds(5))
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

extension JSON {
    /// The value over as many lines as it takes; what fits into eighty characters stays on one.
    var shown: String { shown(indent: "") }

    private func shown(indent: String) -> String {
        if line.count + indent.count <= 80 { return line }
        let inner = indent + "  "
        switch self {
        case .object(let members):
            let lines = members.map { member in
                inner + JSON.string(member.name).line + ": " + member.value.shown(indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        case .array(let elements):
            let lines = elements.map { inner + $0.shown(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        default: return line
        }
    }
}
