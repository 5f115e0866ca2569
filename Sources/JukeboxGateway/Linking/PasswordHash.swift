// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Crypto
internal import CryptoExtras

/// A password as it may be kept: scrypt, with 16 MiB of memory for each try (RFC 7914).
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

/// Comparing what must stay secret.
enum Secrets {
    /// Whether two texts or hashes are the same; the time that it takes tells nothing of them.
    static func areSame(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
        let (one, other) = (Array(one), Array(other))
        let difference = zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return one.count == other.count && difference == 0
    }
}

/// Random bytes that nobody can foretell.
enum Dice {
    static func bytes(_ count: Int) -> [UInt8] {
        var dice = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
    }

    static func hexadecimal(_ count: Int) -> String { TokenFile.hexadecimal(bytes(count)) }
}
