// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import Terminal

/// What to order if the names of an order are ambiguous or misspelled: a person at a terminal is
/// asked.
struct Choice {
    /// The music.
    var request: Order.Request
    /// The room that the sentence names; nil if it names none.
    var destination: DestinationName?
    /// The mode that the sentence names; nil if it names none.
    var mode: Order.Mode?

    /// How long the daemon may take to say what the names may mean.
    private static let patience = MonotonicTime.Span.milliseconds(1000)
    /// How many answers that make no sense are taken.
    private static let mostAttempts = 3

    /// Asks which music is meant, if that is not clear and both stdin and stdout are a terminal.
    ///
    /// - Parameters:
    ///   - request: The names as they were given.
    ///   - room: The room that the line names.
    ///   - session: The session of the command.
    /// - Returns: What was chosen; nil if there is nothing to choose: then the order is placed as it
    ///   is, and the daemon plays or refuses it.
    /// - Throws: `Failure` if nothing of it is wanted.
    static func made(
        for request: Order.Request, in room: DestinationName?, _ session: Session
    ) throws -> Choice? {
        guard isatty(0) == 1, isatty(1) == 1, !session.json, !session.quiet else { return nil }
        let answer = session.askOnce(
            .find(request, in: room), FindAnswer.init, within: patience)
        guard case .success(let found) = answer, isOpen(found) else { return nil }
        let scene = Scene.standard
        say(question(found, request, scene), on: scene.screen)
        guard let index = try ask(upTo: found.candidates.count) else {
            throw Failure.refused("nothing was ordered")
        }
        return Choice(
            request: found.candidates[index].request,
            destination: room == nil ? found.destination.map(DestinationName.init) : nil,
            mode: found.mode)
    }

    /// Whether there is something to choose: several songs of one name, or names like one that does
    /// not exist.
    static func isOpen(_ found: FindAnswer) -> Bool {
        switch found.kind {
        case .tracks: found.candidates.count > 1
        case .nothing: found.reason?.code == .notFound && !found.candidates.isEmpty
        case .playlist, .command: false
        }
    }

    /// The candidates with their numbers.
    static func question(
        _ found: FindAnswer, _ request: Order.Request, _ scene: Scene
    ) -> [Line] {
        let head =
            found.kind == .nothing
            ? "Nothing is called \(request.spoken). Did you mean:" : "Which one?"
        let table = Table(
            [.init(.right, importance: 2), .init(importance: 1, minimum: 8)],
            rows: found.candidates.enumerated().map { index, candidate in
                [Line("\(index + 1)", .bold), Line(candidate.label)]
            })
        return [Line(head)]
            + table.lines(in: scene.screen.columns, ellipsis: scene.symbols.ellipsis)
    }

    /// Reads a number from the keyboard; nil for none.
    private static func ask(upTo count: Int) throws -> Int? {
        for _ in 0..<mostAttempts {
            print(
                count == 1 ? "Enter to play it, n for none: " : "Enter for 1, n for none: ",
                terminator: "")
            fflush(nil)
            guard let line = readLine() else {
                print("")
                return nil
            }
            switch answer(line, upTo: count) {
            case .candidate(let index): return index
            case .none: return nil
            case .unclear: print("Type a number from 1 to \(count), or n.")
            }
        }
        return nil
    }

    /// What a typed line chooses.
    enum Typed: Equatable {
        case candidate(Int)
        case none
        case unclear
    }

    /// Understands a typed line.
    static func answer(_ line: String, upTo count: Int) -> Typed {
        let word = line.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        if word.isEmpty || word == "y" || word == "yes" { return .candidate(0) }
        if ["n", "no", "none", "q", "0"].contains(word) { return .none }
        guard let number = Int(word), (1...count).contains(number) else { return .unclear }
        return .candidate(number - 1)
    }
}
