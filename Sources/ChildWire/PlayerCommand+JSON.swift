// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

extension PlayerCommand {
    /// The command as its line says it, without the line's end.
    public var json: JSON {
        var members: [JSON.Member] = [.init("n", .int(Int64(clamping: number)))]
        func say(_ verb: String, _ more: JSON.Member...) {
            members.append(.init("do", .string(verb)))
            members.append(contentsOf: more)
        }
        switch action {
        case .play(let piece, let from, let paused):
            say(
                "play", .init("entry", .int(piece.entry.number)),
                .init("path", .string(piece.path.text)), .init("at_ms", .int(from)),
                .init("paused", .bool(paused)))
        case .follow(let piece?, let after):
            say(
                "follow", .init("after", .int(after.number)),
                .init("entry", .int(piece.entry.number)), .init("path", .string(piece.path.text)))
        case .follow(nil, let after): say("follow", .init("after", .int(after.number)))
        case .pause: say("pause")
        case .resume: say("resume")
        case .stop: say("stop")
        case .seek(let milliseconds): say("seek", .init("to_ms", .int(milliseconds)))
        case .volume(let volume):
            say("volume", .init("db", volume.decibels.map(JSON.double) ?? .null))
        case .quit: say("quit")
        }
        return .object(members)
    }

    /// Reads a command; nil if it is not one.
    ///
    /// Numbers are limited as `JSON+Limits.swift` says.
    public init?(_ json: JSON) {
        guard let number = json["n"]?.commandNumber, let verb = json["do"]?.string,
            let action = Action(verb, json)
        else { return nil }
        self.init(number, action)
    }
}

extension PlayerCommand.Action {
    fileprivate init?(_ verb: String, _ json: JSON) {
        let piece: Piece? =
            if let entry = json["entry"]?.int, let path = json["path"]?.string {
                Piece(entry: EntryID(entry), path: EscapedPath(escaped: path))
            } else {
                nil
            }
        switch verb {
        case "play":
            guard let piece else { return nil }
            self = .play(
                piece, fromMilliseconds: json["at_ms"]?.milliseconds ?? 0,
                paused: json["paused"]?.bool ?? false)
        case "follow":
            guard let after = json["after"]?.int else { return nil }
            self = .follow(piece, after: EntryID(after))
        case "pause": self = .pause
        case "resume": self = .resume
        case "stop": self = .stop
        case "seek":
            guard let milliseconds = json["to_ms"]?.milliseconds else { return nil }
            self = .seek(milliseconds: milliseconds)
        case "volume": self = .volume(json["db"]?.double.map(Volume.limited) ?? .muted)
        case "quit": self = .quit
        default: return nil
        }
    }
}
