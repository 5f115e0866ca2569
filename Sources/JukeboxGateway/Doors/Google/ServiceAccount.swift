// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import AsyncHTTPClient
internal import JSONLines
internal import FoundationEssentials
internal import JWTKit
internal import JukeboxModel
internal import LinuxSystem
internal import NIOCore
internal import NIOHTTP1

/// The key of a Google service account, which changes it for short-lived tokens
/// (developers.google.com/identity/protocols/oauth2/service-account).
actor ServiceAccount {
    static let scope = "https://www.googleapis.com/auth/homegraph"

    private let email: String
    private let tokenAddress: String
    private let keys: JWTKeyCollection
    private var token: (text: String, until: WallTime)?

    /// Reads the key file that Google's console gives out.
    init(path: String) async throws(Gateway.Failure) {
        let trouble = { @Sendable (why: String) in
            Gateway.Failure(description: "gateway.google.service_account: “\(path)” \(why)")
        }
        guard let bytes = FileContents.read(path, atMost: 64 << 10) else {
            throw trouble("cannot be read")
        }
        guard let json = JSON(parsing: bytes), json["type"]?.string == "service_account",
            let email = json["client_email"]?.string, let key = json["private_key"]?.string,
            let address = json["token_uri"]?.string
        else { throw trouble("is not the key of a service account") }
        keys = JWTKeyCollection()
        do {
            await keys.add(
                rsa: try Insecure.RSA.PrivateKey(pem: key), digestAlgorithm: .sha256,
                kid: json["private_key_id"]?.string.map { JWKIdentifier(string: $0) })
        } catch {
            throw trouble("contains no readable RSA key: \(error)")
        }
        self.email = email
        tokenAddress = address
    }

    private struct Claims: JWTPayload {
        var iss: IssuerClaim
        var scope: String
        var aud: AudienceClaim
        var iat: IssuedAtClaim
        var exp: ExpirationClaim

        func verify(using algorithm: some JWTAlgorithm) throws {}
    }

    /// The reason why there is no token, or no answer.
    struct Refused: Error, CustomStringConvertible {
        var status: UInt
        var text: String
        var description: String { "it answered \(status): \(text)" }
    }

    /// Returns a token that is valid for some minutes at least.
    func access() async throws -> String {
        let now = Clock.wall
        if let token, token.until > now { return token.text }
        let moment = Date(timeIntervalSince1970: Double(now.milliseconds / 1000))
        let assertion = try await keys.sign(
            Claims(
                iss: .init(value: email), scope: Self.scope, aud: .init(value: tokenAddress),
                iat: .init(value: moment), exp: .init(value: moment.addingTimeInterval(3600))))
        var request = HTTPClientRequest(url: tokenAddress)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer".percentEncoded
        request.body = .bytes(
            ByteBuffer(string: "grant_type=\(grant)&assertion=\(assertion.percentEncoded)"))
        let answer = try await HTTPClient.outbound.answer(to: request)
        guard let text = answer["access_token"]?.string else {
            throw Refused(status: 200, text: "access_token is missing in \(answer.line)")
        }
        let life = min(3600, max(120, answer["expires_in"]?.int ?? 3600)) - 60
        token = (text, WallTime(milliseconds: now.milliseconds + life * 1000))
        return text
    }

    /// Drops a token that was refused.
    func forget() { token = nil }
}

extension HTTPClient {
    /// The JSON of an answer.
    func answer(to request: HTTPClientRequest) async throws -> JSON {
        let response = try await execute(request, timeout: .seconds(15))
        let body = try await response.body.collect(upTo: 1 << 20)
        guard (200..<300).contains(response.status.code) else {
            throw ServiceAccount.Refused(
                status: response.status.code, text: String(String(buffer: body).prefix(300)))
        }
        return JSON(parsing: Array(body.readableBytesView)) ?? .null
    }
}
