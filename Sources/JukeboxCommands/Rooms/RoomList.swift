// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import OrderRing

/// The rooms on the board, to find those that a command line names.
///
/// Matching ignores case, full width and spaces at the ends. The daemon matches the names of orders
/// again, by the rules for sentences: a name that is not found here is passed on to it.
struct RoomList {
    /// The snapshots, in the order of the settings.
    let rooms: [RoomSnapshot]

    init(_ rooms: [RoomSnapshot]) { self.rooms = rooms }

    init(_ attachment: Attachment) {
        self.init(attachment.view.snapshots.compactMap { RoomSnapshot($0) })
    }

    /// The names and nicknames of every room.
    var names: [String] { rooms.flatMap { [$0.name] + ($0.nicknames ?? []) } }

    /// The rooms that a text names: a name or a nickname, several with commas, or “all”; nil if one
    /// of them is unknown.
    func rooms(named text: String) -> [RoomSnapshot]? {
        if Self.folded(text) == "all" { return rooms }
        if let room = room(text) { return [room] }
        guard text.contains(",") else { return nil }
        var found: [RoomSnapshot] = []
        for part in text.split(separator: ",") {
            guard let some = rooms(named: String(part)) else { return nil }
            found += some.filter { !found.contains($0) }
        }
        return found.isEmpty ? nil : found
    }

    /// The destinations of a command: nil stands for the default one, and an unknown name is passed
    /// on for the daemon to match or refuse.
    func destinations(_ text: String?) -> [DestinationName?] {
        guard let text else { return [nil] }
        if let found = rooms(named: text) { return found.map { DestinationName($0.name) } }
        return text.split(separator: ",").flatMap { part -> [DestinationName?] in
            let part = Self.trimmed(String(part))
            return rooms(named: part)?.map { DestinationName($0.name) } ?? [DestinationName(part)]
        }
    }

    private func room(_ text: String) -> RoomSnapshot? {
        let wanted = Self.folded(text)
        return rooms.first { room in
            ([room.name] + (room.nicknames ?? [])).contains { Self.folded($0) == wanted }
        }
    }

    /// The name in lower case, with full-width ASCII as ASCII.
    static func folded(_ name: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in trimmed(name).unicodeScalars {
            let value =
                (0xFF01...0xFF5E).contains(scalar.value) ? scalar.value - 0xFEE0 : scalar.value
            scalars.append(Unicode.Scalar(value) ?? scalar)
        }
        return String(scalars).lowercased()
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}

extension Session {
    /// The destinations of a command: those of `--to`, or of the words after its value.
    func destinations(_ words: some Collection<String>) throws -> [DestinationName?] {
        guard let text = try destinationText(words) else { return [nil] }
        let destinations = RoomList(try attach()).destinations(text)
        guard !destinations.isEmpty else { throw line.usage("“\(text)” names no room") }
        return destinations
    }

    /// The room that `--to` or the words name, as it was typed; nil if neither does.
    func destinationText(_ words: some Collection<String>) throws -> String? {
        let said = words.joined(separator: " ")
        let to = try line.text(CommonOption.to)
        if let to, !said.isEmpty, RoomList.folded(to) != RoomList.folded(said) {
            throw line.usage("“\(said)” and “\(to)” are two rooms; name one, or both with a comma")
        }
        let text = to ?? (words.isEmpty ? nil : said)
        if let text, let problem = Checked.problem(text, "the room") { throw line.usage(problem) }
        return text
    }
}
