// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JukeboxModel
internal import LinuxSystem

// Commands about songs at positions of a queue. The positions are looked up in the queue as it is
// now, and the order names the entries: if another client changes the queue meanwhile, the order
// meets the songs that were seen, or fails.
extension CommandSpec {
    private static let positions = ArgumentSpec(
        "POSITION", .some, help: "Positions, as “queue” shows them: 3, 2-5, 2-5,9.")
    private static let from = ArgumentSpec(
        "FROM", help: "The song's position, as “queue” shows it.")
    private static let to = ArgumentSpec("TO", help: "Its new position; 1 is the next to play.")
    private static let position = ArgumentSpec(
        "POSITION", help: "The song's position, as “queue” shows it.")

    static let remove = CommandSpec(
        "remove", aliases: Order.Verb.Kind.remove.aliases, summary: Order.Verb.Kind.remove.help,
        details: "“undo” brings them back.",
        arguments: [positions, .room], options: [CommonOption.to],
        examples: [
            Example("remove 3", "the third song that waits"),
            Example("remove 12-15,20 kitchen", "five songs of the kitchen's queue"),
        ]
    ) { session in
        let words = try session.line.texts()
        let count = words.prefix { Positions.looksRight($0) }.count
        guard count > 0 else {
            throw session.line.usage("“remove” needs the positions of songs; say remove 2-5,9")
        }
        guard let positions = Positions(Array(words.prefix(count))) else {
            let text = words.prefix(count).joined(separator: " ")
            throw session.line.usage("“\(text)” is not a position, where 1 is the next to play")
        }
        for name in try session.destinations(words.dropFirst(count)) {
            try session.remove(positions, from: name)
        }
    }

    static let move = CommandSpec(
        "move", aliases: Order.Verb.Kind.move.aliases, summary: Order.Verb.Kind.move.help,
        arguments: [from, to, .room], options: [CommonOption.to],
        examples: [Example("move 12 1", "the twelfth song comes next")]
    ) { session in
        let words = try session.line.texts()
        let from = try session.position(words.first)
        let to = try session.position(words.dropFirst().first)
        for name in try session.destinations(words.dropFirst(2)) {
            let queue = try session.queue(of: name, through: max(from, to))
            let entry = try session.entry(at: from, queue)
            _ = try session.entry(at: to, queue)
            try session.command(
                .move(entry, to: UInt32(to)), in: [DestinationName(queue.destination)])
        }
    }

    static let jump = CommandSpec(
        "jump", summary: Order.Verb.Kind.jump.help,
        details: "“previous” goes back through what was skipped; “undo” brings all of it back.",
        arguments: [position, .room], options: [CommonOption.to],
        examples: [Example("jump 12", "the twelfth song that waits; “play 12” is the same")]
    ) { session in
        let words = try session.line.texts()
        let position = try session.position(words.first)
        try session.jump(to: position, in: session.destinations(words.dropFirst()))
    }
}

extension Order.Verb.Kind {
    fileprivate var aliases: [String] { row?.aliases ?? [] }
    fileprivate var help: String { row?.help ?? "" }
}

extension Session {
    /// Plays the song at a position of a queue now.
    func jump(to position: Int, in destinations: [DestinationName?]) throws {
        for name in destinations {
            let queue = try queue(of: name, through: position)
            try command(
                .jump(entry(at: position, queue)), in: [DestinationName(queue.destination)])
        }
    }

    /// Plays a position if the words are a lone number and the queue has that position.
    ///
    /// - Returns: whether it did; a higher number may be the name of a song.
    func jumped(to words: [String]) throws -> Bool {
        guard words.count == 1, let position = Positions.single(words[0]) else { return false }
        let rooms = try destinations([])
        guard rooms.count == 1 else { return false }
        let queue = try ask(
            .queue(rooms[0], count: position + 1, isBrief: true), QueueListing.init)
        guard queue.entries.contains(where: { $0.position == position }) else { return false }
        try jump(to: position, in: [DestinationName(queue.destination)])
        return true
    }

    fileprivate func remove(_ positions: Positions, from name: DestinationName?) throws {
        let queue = try queue(of: name, through: positions.last)
        guard let spans = positions.spans(in: queue.entries) else {
            throw tooFew(positions.last, queue)
        }
        for part in EntrySpan.orders(spans) {
            try command(.remove(part), in: [DestinationName(queue.destination)])
        }
    }

    /// A word as a position.
    fileprivate func position(_ word: String?) throws -> Int {
        guard let word else {
            throw line.usage("“\(line.command.name)” needs the position of a song")
        }
        guard let position = Positions.single(word) else {
            throw line.usage("“\(word)” is not a position, where 1 is the next to play")
        }
        return position
    }

    /// The beginning of a queue, with all entries up to a position.
    fileprivate func queue(
        of name: DestinationName?, through position: Int
    ) throws -> QueueListing {
        let page = try ask(
            .queue(name, count: position + 1, isBrief: true), QueueListing.init)
        guard page.hasMore, page.entries.count <= position else { return page }
        // The page was cut because it was too long.
        return try answer(
            Asker.queue(of: name, isBrief: true, in: directory, within: .seconds(5)))
    }

    fileprivate func entry(at position: Int, _ queue: QueueListing) throws -> EntryID {
        guard let track = queue.entries.first(where: { $0.position == position }),
            let entry = track.entry
        else { throw tooFew(position, queue) }
        return EntryID(entry)
    }

    private func tooFew(_ position: Int, _ queue: QueueListing) -> Failure {
        let room = queue.destination.plain()
        let hasCurrent = queue.entries.first?.isCurrent == true
        switch (queue.total ?? queue.entries.count) - (hasCurrent ? 1 : 0) {
        case 0: return .refused("no song waits in the queue of \(room)")
        case 1: return .refused("only 1 song waits in \(room), so \(position) is not a position")
        case let count:
            return .refused("\(count) songs wait in \(room), so \(position) is not a position")
        }
    }

    /// A room on the board.
    func room(_ name: String) -> DestinationStatus? {
        guard let attachment = try? attach() else { return nil }  // only the mark needs it
        return BoardPicture(attachment, directory: directory, only: [name]).rooms.first
    }
}
