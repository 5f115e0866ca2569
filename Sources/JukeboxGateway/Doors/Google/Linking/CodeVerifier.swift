// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto

/// Proof Key for Code Exchange with the method S256 (RFC 7636).
enum CodeVerifier {
    /// Whether a text can be the challenge of a verifier: a SHA-256 as unpadded base64url.
    static func isChallenge(_ text: String) -> Bool {
        text.utf8.count == 43 && text.utf8.allSatisfy { isPlain($0, "-_") }
    }

    /// Whether a verifier belongs to a challenge.
    ///
    /// A verifier without a challenge is refused too. Otherwise an attacker could remove the
    /// challenge from the authorization request (RFC 9700, 4.8).
    static func matches(_ challenge: String?, _ verifier: String?) -> Bool {
        guard let challenge, let verifier else { return challenge == nil && verifier == nil }
        guard (43...128).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy({ isPlain($0, "-._~") })
        else { return false }
        let hash = Base64.encode(Array(SHA256.hash(data: Array(verifier.utf8)))).forURL
        return Secrets.areSame(hash.utf8, challenge.utf8)
    }

    /// Whether a byte is an ASCII letter, a digit or one of some others.
    private static func isPlain(_ byte: UInt8, _ others: String) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || others.utf8.contains(byte)
    }
}
