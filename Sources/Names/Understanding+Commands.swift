// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation
public import JukeboxModel

extension Understanding {
    /// The command that a sentence is as a whole; nil if it may be music.
    ///
    /// The music that exists does not matter: “stop” is a command even if a song has that name, and
    /// “play stop” is the song.
    /// `anyRoom` lets the room be unknown, as in “pause in the bathroom”. That is only for a sentence
    /// that names no music: “Stop in the Name of Love” is a song.
    public func command(_ sentence: String, anyRoom: Bool = false) -> SpokenCommand? {
        guard sentence.utf8.count <= Self.mostCharacters * 4 else { return nil }
        let plain = sentence.precomposedStringWithCompatibilityMapping
        let isFractionOrNegative = Self.hasSign(plain)
        let core = Self.withoutManners(Folding.key(plain))
        guard !core.isEmpty else { return nil }
        for (rest, rooms) in [(core, .unsaid)] + withoutRooms(core)
            + (anyRoom ? Self.withoutAnyRoom(core) : [])
        {
            if let action = Self.action(Self.withoutManners(rest)) {
                if isFractionOrNegative, case .verb(.volume(.set)) = action {
                    return SpokenCommand(.volumeOutOfRange, in: rooms)
                }
                return SpokenCommand(action, in: rooms)
            }
        }
        return nil
    }

    /// The room of a sentence that names music once the room is taken off, if it is not known.
    ///
    /// To be asked only if the whole sentence names nothing: “Dancing in the Dark” is a song.
    public func unknownRoom(_ sentence: String) -> DestinationName? {
        let plain = sentence.precomposedStringWithCompatibilityMapping
        guard plain.count <= Self.mostCharacters else { return nil }
        let found = Self.englishRooms(plain, Self.roomWords) + Self.japaneseRooms(plain)
        return found.first { read($0.text) != nil }.map { DestinationName($0.room) }
    }

    // MARK: Parts

    private typealias Rest = (text: String, rooms: SpokenCommand.Rooms)

    /// Whether a number in it has a minus sign or a fraction, which folding would take away.
    private static func hasSign(_ text: String) -> Bool {
        let letters = Array(text)
        return letters.indices.dropLast().contains { index in
            guard letters[index + 1].isNumber else { return false }
            if "-−".contains(letters[index]) { return true }
            return ".,".contains(letters[index]) && index > 0 && letters[index - 1].isNumber
        }
    }

    private static func withoutManners(_ text: String) -> String {
        var text = text
        while true {
            if let words = CommandGrammar.before.first(where: text.hasPrefix) {
                text = String(text.dropFirst(words.count))
            } else if let words = CommandGrammar.behind.first(where: text.hasSuffix) {
                text = String(text.dropLast(words.count))
            } else {
                return text
            }
        }
    }

    private static func action(_ text: String) -> SpokenCommand.Action? {
        if let action = CommandGrammar.actions[text] { return action }
        guard let number = SpokenNumber(in: text),
            CommandGrammar.volumeSentences.contains(number.pattern)
        else { return nil }
        guard number.value <= 100 else { return .volumeOutOfRange }
        return .verb(.volume(.set(.percent(Double(number.value)))))
    }

    /// The sentence without each room that it names.
    private func withoutRooms(_ text: String) -> [Rest] {
        var found = CommandGrammar.everywhere.compactMap { words in
            Self.removing(words, from: text).map { ($0, SpokenCommand.Rooms.all) }
        }
        for place in places {
            for name in [place.name.text] + place.nicknames {
                let key = Folding.key(name)
                guard !key.isEmpty, text.contains(key) else { continue }
                let english = (Grammar.beforeRoom + ["the"]).flatMap { before in
                    ["\(before) \(key)", "\(before) \(key) speakers", "\(before) \(key) speaker"]
                }
                let spellings = english + CommandGrammar.roomParticles.map { key + $0 } + [key]
                found += spellings.compactMap { words in
                    Self.removing(words, from: text).map { ($0, .one(place.name)) }
                }
            }
        }
        return found
    }

    /// The sentence without the part where a room would be: “pause in the bathroom”.
    private static func withoutAnyRoom(_ text: String) -> [Rest] {
        (englishRooms(text, [" in the ", " in "]) + japaneseRooms(text)).map {
            ($0.text, .one(DestinationName($0.room)))
        }
    }

    // MARK: Unknown rooms

    /// A sentence without what may be a room's name, and that name.
    private typealias WithoutRoom = (text: String, room: String)

    /// Words before a room's name.
    ///
    /// “On the” and “at the” lead to other things too, such as the
    /// radio, so that they need speakers.
    private static let roomWords = [" in the ", " in ", " on the ", " at the "]
    private static let speakers = [" speakers", " speaker"]

    private static func englishRooms(_ text: String, _ words: [String]) -> [WithoutRoom] {
        words.compactMap { word in
            guard let found = text.range(of: word, options: [.backwards, .caseInsensitive])
            else { return nil }
            var room = withoutManners(Folding.key(String(text[found.upperBound...])))
            if let suffix = speakers.first(where: room.hasSuffix) {
                room = String(room.dropLast(suffix.count))
            } else if !word.hasPrefix(" in ") {
                return nil
            }
            guard !room.isEmpty, room.count <= 30, room.split(separator: " ").count <= 2 else {
                return nil
            }
            return (String(text[..<found.lowerBound]), room)
        }
    }

    /// The longest name of an unknown Japanese room, in characters.
    private static let longestJapaneseRoom = 12

    /// Each で may follow a room, or be inside a word: 「おでん部屋でカノンをかけて」.
    private static func japaneseRooms(_ text: String) -> [WithoutRoom] {
        text.indices.filter { text[$0] == "で" }.compactMap { index in
            let room = text[..<index].trimmingCharacters(in: .whitespaces)
            guard !room.isEmpty, room.count <= longestJapaneseRoom,
                !room.contains(where: { "をが、。".contains($0) })
            else { return nil }
            var rest = text[text.index(after: index)...]
            if rest.first == "は" { rest = rest.dropFirst() }
            return (String(rest), room)
        }
    }

    /// The text without some words; nil if they do not stand in it.
    private static func removing(_ words: String, from text: String) -> String? {
        guard words.first?.isASCII == true, words.last?.isASCII == true else {
            guard let found = text.range(of: words) else { return nil }
            return (text[..<found.lowerBound] + text[found.upperBound...])
                .trimmingCharacters(in: .whitespaces)
        }
        let padded = " \(text) "
        guard let found = padded.range(of: " \(words) ") else { return nil }
        return (padded[..<found.lowerBound] + " " + padded[found.upperBound...])
            .trimmingCharacters(in: .whitespaces)
    }
}
