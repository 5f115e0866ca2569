// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import HTTPTypes
internal import JukeboxModel

/// Checks who signed a webhook, by the Standard Webhooks rules (standardwebhooks.com, 1.0):
/// HMAC-SHA256 over `id.timestamp.body`, within five minutes, each id and timestamp once.
///
/// A sender's retry has the same id and a new timestamp: it is let in, and the id, which is the
/// order's idempotency key, makes it the same order.
struct SignatureChecker {
    /// How far a timestamp may be from our clock, in seconds.
    static let tolerance: Int64 = 300
    /// The most ids that are remembered against replays.
    static let most = 10_000

    private let secrets: [SymmetricKey]
    private var seen: [String: Int64] = [:]

    /// Takes the secrets that are good now, as `whsec_` and Base64 text; several while they change.
    ///
    /// A text that is none is left out.
    init(secrets: [String]) {
        self.secrets = secrets.compactMap { text in
            let plain = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
            return Base64.decode(plain).flatMap { $0.count >= 16 ? SymmetricKey(data: $0) : nil }
        }
    }

    /// How many secrets it goes by.
    var count: Int { secrets.count }

    /// The three headers of a signed request.
    struct Headers: Equatable {
        /// `webhook-id`.
        var id: String?
        /// `webhook-timestamp`, in seconds since 1970.
        var timestamp: String?
        /// `webhook-signature`: `v1,BASE64`, several parted by spaces.
        var signature: String?
    }

    /// Lets a signed body in, once.
    mutating func check(_ headers: Headers, _ body: [UInt8], at now: WallTime) throws(Problem) {
        func refuse(_ why: String) -> Problem {
            Problem(status: .unauthorized, code: "signature", detail: why)
        }
        guard !secrets.isEmpty else {
            throw refuse("no secret for webhooks is set (gateway.webhook_secrets)")
        }
        guard let id = headers.id, let time = headers.timestamp, let signatures = headers.signature,
            (1...256).contains(id.utf8.count), let seconds = Int64(time)
        else {
            throw refuse("webhook-id, webhook-timestamp and webhook-signature are needed")
        }
        let clock = now.milliseconds / 1000
        guard (clock - Self.tolerance...clock + Self.tolerance).contains(seconds) else {
            throw refuse("the timestamp is more than five minutes from our clock")
        }
        guard isSigned(Array("\(id).\(time).".utf8) + body, signatures) else {
            throw refuse("the signature is not right")
        }
        // Only what was signed may fill the memory of ids.
        seen = seen.filter { $0.value >= clock - Self.tolerance }
        let once = "\(id).\(time)"
        guard seen[once] == nil else { throw refuse("this webhook was used already") }
        guard seen.count < Self.most else {
            throw Problem(
                status: .tooManyRequests, code: "tooMany", detail: "too many webhooks at once",
                retryAfter: 60)
        }
        seen[once] = seconds
    }

    private func isSigned(_ content: [UInt8], _ signatures: String) -> Bool {
        var isRight = false
        for signature in signatures.split(separator: " ").prefix(16) {
            let parts = signature.split(separator: ",", maxSplits: 1)
            guard parts.count == 2, parts[0] == "v1", let code = Base64.decode(String(parts[1]))
            else { continue }
            for secret in secrets
            where HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: content, using: secret)
            {
                isRight = true  // the others are compared all the same
            }
        }
        return isRight
    }
}

/// Base64 with padding (RFC 4648).
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes; nil when the text is no Base64.
    static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard !characters.isEmpty, characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: characters.count, by: 4) {
            var group: UInt32 = 0
            for index in start..<start + 4 {
                let isPadding = index >= characters.count - padding
                guard let value = isPadding ? 0 : digits.firstIndex(of: characters[index]) else {
                    return nil
                }
                group = group << 6 | UInt32(value)
            }
            bytes += [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
        }
        return bytes.dropLast(padding)
    }
}

/// The checker, which all connections share.
actor Signatures {
    private var checker: SignatureChecker

    init(secrets: [String]) { checker = SignatureChecker(secrets: secrets) }

    func check(
        _ headers: SignatureChecker.Headers, _ body: [UInt8], at now: WallTime
    ) throws(Problem) {
        try checker.check(headers, body, at: now)
    }
}
