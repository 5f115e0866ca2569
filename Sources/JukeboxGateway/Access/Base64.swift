// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Base64 with padding (RFC 4648).
enum Base64 {
    private static let digits = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The bytes; nil if the text is not Base64.
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

    /// The text of some bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var characters: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let digit = digits[Int(number >> (18 - 6 * place) & 63)]
                characters.append(place <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
