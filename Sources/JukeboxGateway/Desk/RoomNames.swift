// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel
internal import JukeboxSettings

/// The names of rooms for people: a nickname in their language, or the room's own name.
///
/// The board has the nicknames that the daemon last read; the gateway's own settings are used for a
/// room that is not on the board.
struct RoomNames: Sendable {
    private let known: [String: [String]]

    init(_ destinations: [Settings.Destination]) {
        known = Dictionary(
            destinations.map { ($0.name.text, $0.nicknames) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A room's nicknames.
    func nicknames(of room: RoomSnapshot) -> [String] {
        room.nicknames ?? known[room.name] ?? []
    }

    /// Returns the names in a language's script; the first name if none is.
    static func names(_ all: [String], in language: String) -> [String] {
        let fitting = all.filter { isJapanese($0) == (language == "ja") }
        return fitting.isEmpty ? Array(all.prefix(1)) : fitting
    }

    /// The name of a room in a language.
    func name(of room: String, _ snapshot: RoomSnapshot?, in language: String) -> String {
        let nicknames = snapshot.map(nicknames) ?? known[room] ?? []
        return Self.names([room] + nicknames, in: language).first ?? room
    }

    private static func isJapanese(_ name: String) -> Bool {
        name.unicodeScalars.contains { (0x3041...0x9FFF).contains($0.value) }
    }
}
