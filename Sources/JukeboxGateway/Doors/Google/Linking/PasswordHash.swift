// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import Crypto
internal import CryptoExtras

/// A stored password: its scrypt hash, with 16 MiB of memory for each try (RFC 7914).
struct PasswordHash: Equatable, Sendable {
    private let salt: [UInt8]
    private let hash: [UInt8]

    init(_ password: String) throws {
        salt = Dice.bytes(16)
        hash = try Self.hash(password, salt)
    }

    init?(_ json: JSON) {
        guard let salt = json["salt"]?.string.flatMap(Base64.decode),
            let hash = json["scrypt"]?.string.flatMap(Base64.decode)
        else { return nil }
        self.salt = salt
        self.hash = hash
    }

    var json: JSON {
        ["salt": .string(Base64.encode(salt)), "scrypt": .string(Base64.encode(hash))]
    }

    func isRight(_ password: String) -> Bool {
        guard let tried = try? Self.hash(password, salt) else { return false }
        return Secrets.areSame(tried, hash)
    }

    private static func hash(_ password: String, _ salt: [UInt8]) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: Array(password.utf8), salt: salt, outputByteCount: 32, rounds: 1 << 14,
            blockSize: 8, parallelism: 1)
        return key.withUnsafeBytes(Array.init)
    }
}
