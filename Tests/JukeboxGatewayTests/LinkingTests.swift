// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Logging
import Testing

@testable import JukeboxGateway

@Suite struct `Linking an account` {
    let path: String
    let linking: Linking
    let secret: String
    let now = WallTime(milliseconds: 1_700_000_000_000)
    static let redirect = "https://oauth-redirect.googleusercontent.com/r/house"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    init() throws {
        path = NSTemporaryDirectory() + "jukebox-links-\(UUID().uuidString)"
        var (file, secret) = LinkFile.new()
        try file.set(password: "open sesame")
        try file.write(path)
        self.secret = secret
        linking = Linking(
            path: path, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    func later(_ seconds: Int64) -> WallTime {
        WallTime(milliseconds: now.milliseconds + seconds * 1000)
    }

    func fields(_ pairs: [String: String], and text: String = "") -> FormFields {
        let pairs = pairs.map { $0.key + "=" + $0.value.percentEncoded }
        return FormFields((pairs + [text]).joined(separator: "&"))
    }

    func request(
        _ more: [String: String] = [:], and text: String = ""
    ) throws -> AuthorizationRequest {
        try AuthorizationRequest(
            fields(
                [
                    "client_id": "google", "redirect_uri": Self.redirect, "response_type": "code",
                    "state": "st&te",
                ].merging(more) { $1 }, and: text), redirects: [Self.redirect])
    }

    func code(_ more: [String: String] = [:]) async throws -> String {
        let consent = await linking.consent(
            to: try request(more), password: "open sesame", at: now)
        guard case .given(let location) = consent else { throw Linking.Refusal.invalidGrant }
        return FormFields(String(location.split(separator: "?").last ?? ""))["code"] ?? ""
    }

    func token(
        _ form: [String: String], and text: String = "", authorization: String? = nil,
        at moment: WallTime? = nil
    ) async throws -> Linking.Tokens {
        var all = [
            "client_id": "google", "client_secret": secret,
            "grant_type": "authorization_code", "redirect_uri": Self.redirect,
        ]
        if authorization != nil { all["client_secret"] = nil }
        return try await linking.token(
            fields(all.merging(form) { $1 }, and: text), authorization: authorization,
            at: moment ?? now)
    }

    /// Revokes a token with the client's secret.
    func revoke(_ token: String) async throws {
        try await linking.revoke(
            fields(["client_id": "google", "client_secret": secret, "token": token]), at: now)
    }

    @Test func `hands out a code, changes it for tokens, and knows them again`() async throws {
        let tokens = try await token(["code": try await code()])
        let refresh = try #require(tokens.refresh)
        let again = try await token(["grant_type": "refresh_token", "refresh_token": refresh])

        #expect(await linking.link(of: tokens.access, at: now) != nil)
        #expect(await linking.link(of: again.access, at: later(3599)) != nil)
        #expect(again.refresh == nil)
        let other = Linking(
            path: path, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        #expect(await other.link(of: tokens.access, at: now) != nil)
        let kept = try String(contentsOfFile: path, encoding: .utf8)
        for word in [secret, refresh, tokens.access, "open sesame"] {
            #expect(!kept.contains(word))
        }
    }

    @Test func `sends the state back as it came`() async throws {
        let consent = await linking.consent(to: try request(), password: "open sesame", at: now)
        guard case .given(let location) = consent else {
            Issue.record("no consent")
            return
        }

        #expect(
            location.hasPrefix(Self.redirect + "?code=") && location.hasSuffix("&state=st%26te"))
    }

    @Test func `takes a code once, and unlinks what a code gave that is used twice`() async throws {
        let code = try await code()
        let tokens = try await token(["code": code])

        await #expect(throws: Linking.Refusal.invalidGrant) { try await token(["code": code]) }
        #expect(await linking.link(of: tokens.access, at: now) == nil)
        await #expect(throws: Linking.Refusal.invalidGrant) {
            try await token([
                "grant_type": "refresh_token", "refresh_token": tokens.refresh ?? "",
            ])
        }
    }

    @Test func `refuses a code that is late, foreign, or for another redirect`() async throws {
        let old = try await code()
        await #expect(throws: Linking.Refusal.invalidGrant) {
            try await token(["code": old], at: later(Linking.codeLife))
        }
        let moved = try await code()
        await #expect(throws: Linking.Refusal.invalidGrant) {
            try await token(["code": moved, "redirect_uri": Self.redirect + "/other"])
        }
        await #expect(throws: Linking.Refusal.invalidGrant) { try await token(["code": "guessed"]) }
        await #expect(throws: Linking.Refusal.invalidRequest("code is missing")) {
            try await token([:])
        }
    }

    @Test(arguments: [
        ["client_secret": "wrong"], ["client_secret": ""], ["client_id": "alexa"],
    ])
    func `refuses a client that does not know the secret`(form: [String: String]) async throws {
        let code = try await code()

        await #expect(throws: Linking.Refusal.invalidClient) {
            try await token(form.merging(["code": code]) { $1 })
        }
    }

    @Test func `wants the verifier of a challenge (RFC 7636, appendix B)`() async throws {
        let challenge = [
            "code_challenge": Self.challenge, "code_challenge_method": "S256",
        ]
        let verifier = Self.verifier

        let right = try await token([
            "code": try await code(challenge), "code_verifier": verifier,
        ])
        #expect(await linking.link(of: right.access, at: now) != nil)
        let forms = [
            [:], ["code_verifier": String(verifier.reversed())], ["code_verifier": "short"],
        ]
        for form in forms {
            let code = try await code(challenge)
            await #expect(throws: Linking.Refusal.invalidGrant) {
                try await token(form.merging(["code": code]) { $1 })
            }
        }
    }

    @Test func `knows no access token that is over, changed or revoked`() async throws {
        let tokens = try await token(["code": try await code()])
        let changed = tokens.access.replacing("jba.", with: "jba.x")

        #expect(await linking.link(of: tokens.access, at: later(3600)) == nil)
        #expect(await linking.link(of: changed, at: now) == nil)
        for text in ["", ".", "jba...", "jba.a.99999999999.c", tokens.access + "."] {
            #expect(await linking.link(of: text, at: now) == nil)
        }
        try await revoke(tokens.refresh ?? "")
        #expect(await linking.link(of: tokens.access, at: now) == nil)
    }

    @Test func `slows down whoever guesses the password`() async throws {
        let request = try request()
        for _ in 0..<Attempts.free {
            #expect(
                await linking.consent(to: request, password: "guess", at: now) == .wrongPassword)
        }

        #expect(
            await linking.consent(to: request, password: "open sesame", at: now) == .tooMany(30))
        let consent = await linking.consent(to: request, password: "open sesame", at: later(31))
        guard case .given = consent else {
            Issue.record("it stays shut: \(consent)")
            return
        }
    }

    @Test(arguments: [
        (["client_id": "alexa"], AuthorizationRequest.Refusal.page("link.client")),
        (["redirect_uri": "https://evil.example/r/house"], .page("link.redirect")),
        (["redirect_uri": redirect + "/"], .page("link.redirect")),
        (["redirect_uri": redirect.uppercased()], .page("link.redirect")),
        (
            ["response_type": "token"],
            .service(redirect: redirect, state: "st&te", error: "unsupported_response_type")
        ),
        (
            ["response_type": ""],
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
        (
            ["code_challenge": "abc", "code_challenge_method": "S256"],
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
        (
            ["code_challenge": challenge, "code_challenge_method": "plain"],
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
        (
            ["code_challenge": challenge],
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
        (
            ["code_challenge_method": "S256"],
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
    ])
    func `answers nobody that is not known, and nowhere that is not known`(
        more: [String: String], refusal: AuthorizationRequest.Refusal
    ) {
        #expect(throws: refusal) { try request(more) }
    }

    @Test func `shows a page that nothing can be written into`() throws {
        let request = try request(["state": #""><script>alert(1)</script>"#])
        let page = ConsentPage(speech: Speech.chosen(by: "en", or: "en"))

        let response = page.asking(request)

        #expect(response.headers[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
        #expect(
            response.headers[.contentSecurityPolicy]?
                .contains("form-action 'self' https://oauth-redirect.googleusercontent.com;")
                == true)
        #expect(#""><script>"#.escaped == "&quot;&gt;&lt;script&gt;")
    }
}
