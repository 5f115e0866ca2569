// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The first 128 bits of the SHA-256 of some bytes, for comparing them by equality.
///
/// It is collision-resistant, so a match means the same bytes. The algorithm and its names are
/// those of FIPS 180-4, section 6.2.
public struct ContentHash: Hashable, Sendable {
    /// The 16 bytes of the hash.
    public let bytes: [UInt8]

    /// Hashes some bytes.
    public init(of content: [UInt8]) {
        var state = SHA256State()
        for block in SHA256State.blocks(of: content) { state.add(block) }
        bytes = state.words.prefix(4).flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }
}

private struct SHA256State {
    private(set) var words: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
        0x5be0_cd19,
    ]

    /// The content as blocks of 16 words, with its padding: a one bit, zeros, and the count of bits.
    static func blocks(of content: [UInt8]) -> [[UInt32]] {
        var padded = content + [0x80]
        padded += Array(repeating: 0, count: (64 - (padded.count + 8) % 64) % 64)
        let bits = UInt64(content.count) &* 8
        padded += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
        return stride(from: 0, to: padded.count, by: 64).map { start in
            stride(from: start, to: start + 64, by: 4).map { index in
                padded[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }
        }
    }

    mutating func add(_ block: [UInt32]) {
        var w = block
        for t in 16..<64 {
            let s0 = w[t - 15].rotated(7) ^ w[t - 15].rotated(18) ^ w[t - 15] >> 3
            let s1 = w[t - 2].rotated(17) ^ w[t - 2].rotated(19) ^ w[t - 2] >> 10
            w.append(w[t - 16] &+ s0 &+ w[t - 7] &+ s1)
        }
        var v = words
        for t in 0..<64 {
            let (a, e) = (v[0], v[4])
            let ch = e & v[5] ^ ~e & v[6]
            let sum1 = e.rotated(6) ^ e.rotated(11) ^ e.rotated(25)
            let t1 = v[7] &+ sum1 &+ ch &+ Self.constants[t] &+ w[t]
            let maj = a & v[1] ^ a & v[2] ^ v[1] & v[2]
            let sum0 = a.rotated(2) ^ a.rotated(13) ^ a.rotated(22)
            v = [t1 &+ sum0 &+ maj, a, v[1], v[2], v[3] &+ t1, e, v[5], v[6]]
        }
        words = zip(words, v).map { $0 &+ $1 }
    }

    private static let constants: [UInt32] = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
        0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
        0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
        0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
        0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
        0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
        0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
        0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
        0xc671_78f2,
    ]
}

extension UInt32 {
    /// Rotated to the right.
    fileprivate func rotated(_ count: UInt32) -> UInt32 { self >> count | self << (32 - count) }
}
