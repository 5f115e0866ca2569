// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The words that end a command early, with its exit status (sysexits.h).
struct Failure: Error {
    var status: Int32
    var text: String

    static func usage(_ text: String) -> Failure { Failure(status: 64, text: text) }
    static func noJukebox(_ text: String) -> Failure { Failure(status: 69, text: text) }
    static func refused(_ text: String) -> Failure { Failure(status: 65, text: text) }
    /// Ends with a status when everything has been said already.
    static func silent(_ status: Int32) -> Failure { Failure(status: status, text: "") }
    static let timeUp = Failure(status: 124, text: "the time is up")
    static let down = Failure.noJukebox(
        "the jukebox is not running; only orders can be left for it")
}
