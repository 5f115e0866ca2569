// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import JukeboxModel

/// Checks the signature of a webhook by the Standard Webhooks rules (standardwebhooks.com, 1.0):
/// HMAC-SHA256 over `id.timestamp.body`, within five minutes, each id and timestamp once.
///
/// A sender's retry has the same id and a new timestamp: it is accepted, and the id, which is the
/// order's idempotency key, makes it the same order.
struct SignatureChecker {
    /// The largest accepted difference between a timestamp and our clock, in seconds.
    static let tolerance: Int64 = 300
    /// The most ids that are remembered against replays.
    static let most = 10_000

    private let secrets: [WebhookSecret]
    private var seen: [String: Int64] = [:]

    /// Takes the valid secrets; there are several while a secret is being replaced.
    init(secrets: [WebhookSecret]) { self.secrets = secrets }

    /// The three headers of a signed request.
    struct Headers: Equatable {
        /// `webhook-id`.
        var id: String?
        /// `webhook-timestamp`, in seconds since 1970.
        var timestamp: String?
        /// `webhook-signature`: `v1,BASE64`, several parted by spaces.
        var signature: String?
    }

    /// The headers of a request that may be genuine, before its body is read.
    struct Claim {
        var id: String
        var timestamp: String
        var seconds: Int64
        var signatures: String
    }

    private static func refuse(_ why: String) -> Problem {
        Problem(status: .unauthorized, code: "signature", detail: why)
    }

    /// Checks everything that needs no body.
    func claim(_ headers: Headers, at now: WallTime) throws(Problem) -> Claim {
        guard !secrets.isEmpty else {
            throw Self.refuse("no secret for webhooks is set (gateway.webhook_secrets)")
        }
        guard let id = headers.id, let time = headers.timestamp, let signatures = headers.signature,
            (1...256).contains(id.utf8.count), let seconds = Int64(time)
        else {
            throw Self.refuse("webhook-id, webhook-timestamp and webhook-signature are needed")
        }
        let clock = now.milliseconds / 1000
        guard (clock - Self.tolerance...clock + Self.tolerance).contains(seconds) else {
            throw Self.refuse("the timestamp is more than five minutes from our clock")
        }
        return Claim(id: id, timestamp: time, seconds: seconds, signatures: signatures)
    }

    /// Lets a signed body in, once.
    mutating func check(_ headers: Headers, _ body: [UInt8], at now: WallTime) throws(Problem) {
        let claim = try claim(headers, at: now)
        let content = WebhookSecret.content(id: claim.id, timestamp: claim.timestamp, body)
        guard isSigned(content, claim.signatures) else {
            throw Self.refuse("the signature is not right")
        }
        let clock = now.milliseconds / 1000
        // Only signed requests may fill the memory of ids.
        seen = seen.filter { $0.value >= clock - Self.tolerance }
        let once = "\(claim.id).\(claim.timestamp)"
        guard seen[once] == nil else { throw Self.refuse("this webhook was used already") }
        guard seen.count < Self.most else {
            throw Problem(
                status: .tooManyRequests, code: "tooMany", detail: "too many webhooks at once",
                retryAfter: 60)
        }
        seen[once] = claim.seconds
    }

    private func isSigned(_ content: [UInt8], _ signatures: String) -> Bool {
        var isRight = false
        for signature in signatures.split(separator: " ").prefix(16) {
            let parts = signature.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, parts[0] == "v1", let code = Base64.decode(String(parts[1]))
            else { continue }
            for secret in secrets where secret.signed(content, code) {
                isRight = true  // no early exit: the time must not depend on the match
            }
        }
        return isRight
    }
}

/// The checker, which all connections share.
actor Signatures {
    private var checker: SignatureChecker

    init(secrets: [WebhookSecret]) { checker = SignatureChecker(secrets: secrets) }

    /// Throws unless the headers may be those of a signed request.
    func check(_ headers: SignatureChecker.Headers, at now: WallTime) throws(Problem) {
        _ = try checker.claim(headers, at: now)
    }

    func check(
        _ headers: SignatureChecker.Headers, _ body: [UInt8], at now: WallTime
    ) throws(Problem) {
        try checker.check(headers, body, at: now)
    }
}
