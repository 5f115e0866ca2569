// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `A signed webhook` {
    // The example of the Standard Webhooks specification, 1.0.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let body = Array(#"{"test": 2432232314}"#.utf8)
    private static let headers = SignatureChecker.Headers(
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330",
        signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    private static let now = WallTime(milliseconds: 1_614_265_330_000)

    private func problem(
        _ change: (inout SignatureChecker.Headers) -> Void = { _ in }, body: [UInt8] = body,
        secrets: [String] = [secret], late seconds: Int64 = 0
    ) -> String? {
        var checker = SignatureChecker(secrets: secrets.compactMap(WebhookSecret.init))
        var headers = Self.headers
        change(&headers)
        do {
            try checker.check(
                headers, body, at: WallTime(milliseconds: Self.now.milliseconds + seconds * 1000))
            return nil
        } catch {
            return error.detail
        }
    }

    @Test func `is let in, also while secrets and signatures change`() {
        #expect(problem() == nil)
        #expect(
            problem(secrets: ["whsec_" + String(repeating: "A", count: 32), Self.secret]) == nil)
        #expect(
            problem { $0.signature = "v1a,zzz v1,AAAA " + (Self.headers.signature ?? "") } == nil)
        #expect(problem(late: 299) == nil && problem(late: -299) == nil)
    }

    @Test func `that was changed, is old or is not signed is refused`() {
        #expect(problem(body: Self.body + [0x20])?.contains("not right") == true)
        #expect(problem { $0.id = "msg_other" }?.contains("not right") == true)
        #expect(problem { $0.timestamp = "1614265331" }?.contains("not right") == true)
        #expect(problem { $0.signature = "v1,AAAA" }?.contains("not right") == true)
        #expect(problem { $0.signature = nil }?.contains("needed") == true)
        #expect(problem { $0.timestamp = "soon" }?.contains("needed") == true)
        #expect(problem(late: 301)?.contains("five minutes") == true)
        #expect(problem(late: -301)?.contains("five minutes") == true)
        #expect(problem(secrets: [])?.contains("webhook_secrets") == true)
        #expect(problem(secrets: ["whsec_!!"])?.contains("webhook_secrets") == true)
    }

    @Test func `is let in once`() throws {
        var checker = SignatureChecker(secrets: [try #require(WebhookSecret(Self.secret))])
        try checker.check(Self.headers, Self.body, at: Self.now)

        #expect(throws: Problem.self) {
            try checker.check(Self.headers, Self.body, at: Self.now)
        }
    }

    @Test func `is signed as the specification's example is`() throws {
        let secret = try #require(WebhookSecret(Self.secret))
        let content = WebhookSecret.content(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", Self.body)

        #expect(secret.signature(of: content) == Self.headers.signature)
    }

    @Test func `has Base64 that is right to the last bit of padding`() {
        #expect(Base64.decode("TWFu") == Array("Man".utf8))
        #expect(Base64.decode("TWE=") == Array("Ma".utf8))
        #expect(Base64.decode("TQ==") == Array("M".utf8))
        for count in 0..<20 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 251 &* $0 &+ 7) }
            #expect(Base64.decode(Base64.encode(bytes)) ?? [] == bytes)
        }
        for bad in ["", "TWF", "T=Fu", "TW=u", "TWF\n", "===="] {
            #expect(Base64.decode(bad) == nil || bad == "====", "\(bad)")
        }
    }
}
