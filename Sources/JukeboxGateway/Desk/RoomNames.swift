// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import JukeboxSettings

/// What rooms are called towards people: by a nickname of their language, where there is one.
struct RoomNames: Sendable {
    private let nicknames: [String: [String]]

    init(_ destinations: [Settings.Destination]) {
        nicknames = Dictionary(
            destinations.map { ($0.name.text, $0.nicknames) },
            uniquingKeysWith: { first, _ in first })
    }

    /// The name or nicknames that are of a language, by how they are written; the name where none is.
    static func names(_ all: [String], in language: String) -> [String] {
        let fitting = all.filter { isJapanese($0) == (language == "ja") }
        return fitting.isEmpty ? Array(all.prefix(1)) : fitting
    }

    /// What a room is called in a language.
    func name(of room: String, in language: String) -> String {
        Self.names([room] + (nicknames[room] ?? []), in: language).first ?? room
    }

    /// Whether a room is called so, by its name or a nickname; capitals do not count.
    func isCalled(_ room: String, _ said: String) -> Bool {
        ([room] + (nicknames[room] ?? [])).contains { $0.lowercased() == said.lowercased() }
    }

    private static func isJapanese(_ name: String) -> Bool {
        name.unicodeScalars.contains { (0x3041...0x9FFF).contains($0.value) }
    }
}
