// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Testing

@Suite struct `A hash of content` {
    private func hexadecimal(_ text: String) -> String {
        ContentHash(of: Array(text.utf8)).bytes.map {
            ($0 < 16 ? "0" : "") + String($0, radix: 16)
        }.joined()
    }

    /// The examples of FIPS 180-4, and lengths around the end of a block (from `sha256sum`).
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb924"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039"
        ),
        (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9a"),
        (String(repeating: "a", count: 56), "b35439a4ac6f0948b6d6f9e3c6af0f5f"),
        (String(repeating: "a", count: 63), "7d3e74a05d7db15bce4ad9ec0658ea98"),
        (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209"),
        (String(repeating: "a", count: 65), "635361c48bb9eab14198e76ea8ab7f1a"),
    ])
    func `is the beginning of SHA-256`(text: String, wanted: String) {
        #expect(hexadecimal(text) == wanted)
    }
}
