// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import Glibc
internal import JukeboxModel
internal import OrderRing

/// The program `jukebox`.
public enum JukeboxProgram {
    /// Carries out the command line of this process.
    ///
    /// - Returns: the exit status.
    public static func run() -> Int32 { run(Word.commandLine) }

    static func run(_ words: [Word]) -> Int32 {
        defer { fflush(nil) }
        do {
            try carryOut(words)
            return 0
        } catch let failure as Failure {
            if !failure.text.isEmpty { complain(failure.text) }
            return failure.status
        } catch let error as UsageError {
            complain(error.lines(ProgramSpec.jukebox.name))
            return 64
        } catch {
            complain("\(error)")
            return 70
        }
    }

    private static func carryOut(_ words: [Word]) throws {
        if words.first?.text == CommandSpec.completeWord {
            return CommandSpec.complete(words.dropFirst())
        }
        let reader = LineReader(.jukebox)
        switch try reader.read(words) {
        case .command(let line): try line.command.run?(line)
        case .help(let command?, let path): say(command.help(.jukebox, path: path, width: 80))
        case .help(nil, _): say(ProgramSpec.jukebox.overview(width: 80))
        case .version: say("jukebox \(jukeboxVersion)")
        case .none(let line):
            try CommandSpec.status.run?(ParsedLine(.status, like: line))
        case .unknown: try carryOut(LeadingRoom(words, reader))
        }
    }

    private static func carryOut(_ leading: LeadingRoom) throws {
        switch try leading.reader.read(leading.words) {
        case .command(let line): try line.command.run?(line.naming(room: leading.room))
        case .help(let command?, let path): say(command.help(.jukebox, path: path, width: 80))
        case .help(nil, _), .version: say(ProgramSpec.jukebox.overview(width: 80))
        case .none(let line):
            let status = ParsedLine(.status, like: line)
            try CommandSpec.status.run?(status.naming(room: leading.room))
        case .unknown(let word):
            throw UsageError(
                "“\(word.text)” is not a command\(leading.reader.nearest(word.text))")
        }
    }
}

extension ParsedLine {
    /// The line with a room for its command.
    func naming(room: String) throws -> ParsedLine {
        guard command.options.contains(where: { $0.name == CommonOption.to.name }) else {
            throw usage("“\(command.name)” takes no room")
        }
        if let to = try text(CommonOption.to), RoomList.folded(to) != RoomList.folded(room) {
            throw usage("“\(room)” and “\(to)” are two rooms; name one, or both with a comma")
        }
        return setting(CommonOption.to, to: room)
    }
}
