// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
internal import GRDB

/// Lists of names in one column, parted by line ends, which no name holds.
enum Texts {
    static func join(_ texts: [String]) -> String { texts.joined(separator: "\n") }

    static func split(_ text: String?) -> [String] {
        text?.split(separator: "\n").map(String.init) ?? []
    }
}

extension [UInt8] {
    /// The bytes as a database value.
    var data: Data { Data(self) }
}
