// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import JukeboxModel

/// A destination, behind the command or after `--to`.
struct Place: ParsableArguments {
    @Argument(help: "The destination; without it, the default one.") var destination: String?
    @Option(help: "The destination, as `play` takes it.") var to: String?

    /// The name that was given once, or twice alike.
    func name() throws -> String? {
        if let to, let destination, to != destination {
            throw Failure.usage("“\(destination)” and --to “\(to)” are two destinations; name one")
        }
        return to ?? destination
    }
}

/// A subcommand that is a row of the table of commands: its word, its aliases and its help.
protocol RowCommand: Subcommand {
    static var kind: Order.Verb.Kind { get }
}

extension RowCommand {
    static var configuration: CommandConfiguration { kind.configuration }
}

extension Order.Verb.Kind {
    fileprivate var configuration: CommandConfiguration {
        guard let row else { return CommandConfiguration(commandName: word) }
        let examples = row.value.examples.map { "  jukebox \(row.word) \($0)" }
        return CommandConfiguration(
            commandName: row.word, abstract: row.help,
            discussion: examples.joined(separator: "\n"), aliases: row.aliases)
    }

    /// The verb of the words of a command line, which must be used up; wrong ones are a wrong usage.
    func only(_ words: [String]) throws -> Order.Verb {
        let verb: Order.Verb
        let rest: ArraySlice<String>
        do throws(CommandValueError) { (verb, rest) = try self.verb(words) } catch {
            throw Failure.usage(error.text)
        }
        guard let extra = rest.first else { return verb }
        throw Failure.usage("“\(extra)” is too much for “\(word)”")
    }

    /// The subcommand of the command line for a kind; `update` is `library update`.
    var subcommand: (any ParsableCommand.Type)? {
        switch self {
        case .play: Play.self
        case .pause: Pause.self
        case .resume: Resume.self
        case .stop: Stop.self
        case .toggle, .jump, .mute, .unmute, .crop, .shuffle, .undo: nil
        case .next: Next.self
        case .previous: Previous.self
        case .seek: Seek.self
        case .volume: Volume.self
        case .clear: Clear.self
        case .remove: Remove.self
        case .move: Move.self
        case .cancel: Cancel.self
        case .reload: Reload.self
        case .update: nil
        }
    }
}

/// A command that is one word and, at most, a destination.
protocol Transport: RowCommand {
    static var done: String { get }
    var place: Place { get }
    var common: Common { get }
}

extension Transport {
    func act() throws {
        try common.command(Self.kind.only([]), to: place.name(), done: Self.done)
    }
}

struct Pause: Transport {
    static let kind = Order.Verb.Kind.pause
    static let done = "paused"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Resume: Transport {
    static let kind = Order.Verb.Kind.resume
    static let done = "playing"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Stop: Transport {
    static let kind = Order.Verb.Kind.stop
    static let done = "stopped"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Next: Transport {
    static let kind = Order.Verb.Kind.next
    static let done = "skipped"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Previous: Transport {
    static let kind = Order.Verb.Kind.previous
    static let done = "went back"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Clear: Transport {
    static let kind = Order.Verb.Kind.clear
    static let done = "cleared"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}
