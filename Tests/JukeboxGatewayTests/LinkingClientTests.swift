// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@testable import JukeboxGateway

// The client of the token endpoints, and requests that are not well formed.
extension `Linking an account` {
    @Test func `refuses a verifier without a challenge (RFC 9700, 4.8)`() async throws {
        let code = try await code()

        await #expect(throws: Linking.Refusal.invalidGrant) {
            try await token(["code": code, "code_verifier": Self.verifier])
        }
        // The code is spent: it cannot be tried without the verifier.
        await #expect(throws: Linking.Refusal.invalidGrant) { try await token(["code": code]) }
    }

    @Test(arguments: ["basic", "Basic", "BASIC"])
    func `takes id and secret from the Authorization header`(scheme: String) async throws {
        // Every character may be form-encoded (RFC 6749, 2.3.1).
        let encoded = secret.utf8.map { "%" + String($0, radix: 16) }.joined()
        for pair in ["google:\(secret)", "g%6Fogle:\(encoded)"] {
            let header = scheme + " " + Data(pair.utf8).base64EncodedString()
            let tokens = try await token(["code": try await code()], authorization: header)

            #expect(await linking.link(of: tokens.access, at: now) != nil)
        }
    }

    @Test func `takes id and secret in one place only`() async throws {
        let header = "Basic " + Data("google:\(secret)".utf8).base64EncodedString()
        let code = try await code()

        await #expect(
            throws: Linking.Refusal.invalidRequest(
                "client_secret is in the form and in the Authorization header; use one of them")
        ) {
            try await token(["code": code, "client_secret": secret], authorization: header)
        }
        let tokens = try await token(["code": code], authorization: header)
        #expect(await linking.link(of: tokens.access, at: now) != nil)
    }

    @Test func `refuses an Authorization header that is wrong or of another kind`() async throws {
        let code = try await code()
        func basic(_ pair: String) -> String {
            "Basic " + Data(pair.utf8).base64EncodedString()
        }
        let headers = [
            "", "Basic", "Basic %%%", "Bearer \(secret)", basic("google"), basic("google:"),
            basic("google:%zz"), basic("alexa:\(secret)"), basic("google:\(secret)x"),
            basic("google:\(secret)") + " x",
        ]
        for header in headers {
            await #expect(throws: Linking.Refusal.invalidClient, "\(header)") {
                try await token(["code": code], authorization: header)
            }
        }
        await #expect(throws: Linking.Refusal.invalidClient) {
            try await token(
                ["code": code, "client_id": "other"], authorization: basic("google:\(secret)"))
        }
    }

    @Test(arguments: [
        "code=x", "client_id=google", "grant_type=authorization_code", "a=1&a=2", "x=%zz",
        String(repeating: "a", count: 60).map { "\($0)=1" }.joined(separator: "&"),
    ])
    func `refuses a form with duplicate or undecodable parameters`(text: String) async throws {
        let code = try await code()
        let isMalformed = text.contains("%zz") || text.count > 100
        let why =
            isMalformed
            ? "the form cannot be decoded" : "a parameter is given more than once"

        await #expect(throws: Linking.Refusal.invalidRequest(why)) {
            try await token(["code": code], and: text)
        }
        let tokens = try await token(["code": code])
        #expect(await linking.link(of: tokens.access, at: now) != nil)
    }

    @Test(arguments: [
        ("client_id=google", AuthorizationRequest.Refusal.page("link.client")),
        ("redirect_uri=https%3A%2F%2Fevil.example", .page("link.redirect")),
        ("state=x", .service(redirect: redirect, state: nil, error: "invalid_request")),
        (
            "response_type=code",
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
        (
            "scope=a&scope=b",
            .service(redirect: redirect, state: "st&te", error: "invalid_request")
        ),
    ])
    func `refuses a parameter that an authorization request gives twice`(
        text: String, refusal: AuthorizationRequest.Refusal
    ) {
        #expect(throws: refusal) { try request(and: text) }
    }

    @Test func `compares redirects byte for byte`() throws {
        // The same text for Unicode, with other bytes.
        let (composed, decomposed) = ("https://h\u{F4}me.example/", "https://ho\u{302}me.example/")
        func request(_ redirect: String) throws -> AuthorizationRequest {
            try AuthorizationRequest(
                fields(["client_id": "google", "redirect_uri": redirect, "response_type": "code"]),
                redirects: [composed])
        }

        #expect(composed == decomposed)
        #expect(try request(composed).redirect == composed)
        #expect(throws: AuthorizationRequest.Refusal.page("link.redirect")) {
            try request(decomposed)
        }
    }

    @Test func `revokes tokens for its client alone, and tells of none`() async throws {
        let tokens = try await token(["code": try await code()])
        let refresh = try #require(tokens.refresh)

        for form in [
            ["token": refresh], ["token": refresh, "client_id": "google"],
            ["token": refresh, "client_id": "google", "client_secret": "wrong"],
        ] {
            await #expect(throws: Linking.Refusal.invalidClient) {
                try await linking.revoke(fields(form), at: now)
            }
        }
        await #expect(throws: Linking.Refusal.invalidRequest("token is missing")) {
            try await revoke("")
        }
        try await revoke("unknown")
        #expect(await linking.link(of: tokens.access, at: now) != nil)
        try await revoke(tokens.access)
        #expect(await linking.link(of: tokens.access, at: now) == nil)
    }
}
