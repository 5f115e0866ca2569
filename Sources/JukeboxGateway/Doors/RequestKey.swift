// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Crypto

/// Identifies a request of an assistant: a retry has the same key, any other request another one.
///
/// The assistant's own id is not enough, because a different body with the same id is a different
/// request.
struct RequestKey: Hashable, Sendable {
    private let digest: [UInt8]

    /// Makes the key of a request; `caller` is the linked account or the client that sent it.
    init(caller: String, id: String, body: [UInt8]) {
        var content: [UInt8] = []
        for part in [Array(caller.utf8), Array(id.utf8), body] {
            content += SHA256.hash(data: part)
        }
        digest = Array(SHA256.hash(data: content))
    }

    /// The idempotency key of an order that the request becomes, by the device and its number.
    func order(_ device: String = "", _ index: Int = 0) -> String {
        let content = digest + Array("\(index)\u{0}\(device)".utf8)
        return "assistant-" + TokenFile.hexadecimal(Array(SHA256.hash(data: content).prefix(20)))
    }
}
