// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Compares secrets in constant time.
enum Secrets {
    /// Returns whether two texts or hashes are equal; the time taken reveals only their lengths.
    static func areSame(_ one: some Sequence<UInt8>, _ other: some Sequence<UInt8>) -> Bool {
        let (one, other) = (Array(one), Array(other))
        let difference = zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return one.count == other.count && difference == 0
    }
}

/// Random bytes from the kernel, for secrets and ids.
enum Dice {
    static func bytes(_ count: Int) -> [UInt8] {
        var dice = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &dice) }
    }

    static func hexadecimal(_ count: Int) -> String { TokenFile.hexadecimal(bytes(count)) }
}
