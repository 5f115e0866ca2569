// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto
internal import LinuxSystem

/// A secret that webhooks are signed with, ours or another service's.
struct WebhookSecret: Sendable {
    private let key: SymmetricKey

    /// Reads `whsec_` and at least 16 bytes in Base64; nil if the text is not a secret.
    init?(_ text: String) {
        let plain = text.hasPrefix("whsec_") ? String(text.dropFirst(6)) : text
        guard let bytes = Base64.decode(plain), bytes.count >= 16 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// The secrets of a file, one a line.
    static func read(_ path: String, setting: String) throws(Gateway.Failure) -> [WebhookSecret] {
        guard let bytes = FileContents.read(path, atMost: 65_536) else {
            throw .init(description: "\(setting): “\(path)” cannot be read")
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        let secrets = lines.compactMap { WebhookSecret(String($0)) }
        guard secrets.count == lines.count, !secrets.isEmpty else {
            throw .init(
                description:
                    "\(setting): each line of “\(path)” must be whsec_ and at least 16 bytes in Base64"
            )
        }
        return secrets
    }

    /// Makes one of 256 bits, as text.
    static func random() -> String {
        "whsec_" + Base64.encode(Dice.bytes(32))
    }

    /// The bytes that are signed.
    static func content(id: String, timestamp: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(id).\(timestamp).".utf8) + body
    }

    /// The signature of a content, as its header has it.
    func signature(of content: [UInt8]) -> String {
        "v1," + Base64.encode(Array(HMAC<SHA256>.authenticationCode(for: content, using: key)))
    }

    /// Whether a code is the signature of a content; takes the same time for right and wrong ones.
    func signed(_ content: [UInt8], _ code: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: content, using: key)
    }
}
