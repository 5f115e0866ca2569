// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import OrderRing

/// A command line that begins with a room: `jukebox living room pause`.
struct LeadingRoom {
    /// The room as it was typed.
    let room: String
    /// The words without the room.
    let words: [Word]
    let reader: LineReader

    /// The most words that a room's name is looked for in.
    private static let longest = 8

    /// Takes the longest room from the first words that are no options.
    ///
    /// - Throws: `UsageError` if the words begin with neither a command nor a room.
    init(_ words: [Word], _ reader: LineReader) throws {
        self.reader = reader
        let (before, after) = Self.split(words)
        guard let first = after.first else { throw UsageError("say what to do") }
        let session = try Session(reader.options(before))
        let list: RoomList?
        do { list = RoomList(try session.attach()) } catch is Failure { list = nil }
        for count in stride(from: min(Self.longest, after.count), to: 0, by: -1) {
            let text = after.prefix(count).map(\.text).joined(separator: " ")
            guard list?.rooms(named: text) != nil else { continue }
            room = text
            self.words = before + after.dropFirst(count)
            return
        }
        let names = list?.names ?? []
        let kind = names.isEmpty ? "a command" : "a command or a room"
        throw UsageError("“\(first.text)” is not \(kind)\(reader.nearest(first.text, also: names))")
    }

    /// The options before the first word, and the rest.
    private static func split(_ words: [Word]) -> (before: [Word], after: [Word]) {
        var index = 0
        while index < words.count, words[index].isOption {
            let takesValue = CommonOption.all.contains {
                $0.value != nil && "--\($0.name)" == words[index].text
            }
            index += takesValue ? 2 : 1
        }
        let end = min(index, words.count)
        return (Array(words[..<end]), Array(words[end...]))
    }
}
