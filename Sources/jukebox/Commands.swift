// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel

/// A command with a value and, at most, a destination behind it: `seek 1:30 study`.
protocol ValueCommand: RowCommand {
    static var done: String { get }
    var value: String { get }
    var place: Place { get }
    var common: Common { get }
}

extension ValueCommand {
    func act() throws {
        // The word behind the value may belong to it: `volume 40 %`.
        let words = [value, place.destination].compactMap { $0 }
        if words.count == 2, let verb = try? Self.kind.only(words) {
            return try common.command(verb, to: place.to, done: Self.done)
        }
        try common.command(Self.kind.only([value]), to: place.name(), done: Self.done)
    }
}

struct Seek: ValueCommand {
    static let kind = Order.Verb.Kind.seek
    static let done = "moved"
    @Argument(help: "Seconds or M:SS; with + or -, from where it is.") var value: String
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Volume: ValueCommand {
    static let kind = Order.Verb.Kind.volume
    static let done = "volume set"
    @Argument(help: "Percent (0 to 100), a gain (-12dB), a change (+3dB), mute or unmute.")
    var value: String
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Remove: RowCommand {
    static let kind = Order.Verb.Kind.remove
    @Argument(help: "The entry's number, as “queue” shows it.") var entry: String
    @OptionGroup var common: Common

    func act() throws {
        try common.command(Self.kind.only([entry]), to: nil, done: "entry \(entry) removed")
    }
}

struct Move: RowCommand {
    static let kind = Order.Verb.Kind.move
    @Argument(help: "The entry's number.") var entry: String
    @Argument(help: "Its new position; 1 is the next to play.") var position: String
    @OptionGroup var common: Common

    func act() throws {
        try common.command(
            Self.kind.only([entry, position]), to: nil, done: "entry \(entry) moved")
    }
}

struct Cancel: RowCommand {
    static let kind = Order.Verb.Kind.cancel
    @Argument(help: "The ticket.") var ticket: String
    @OptionGroup var common: Common

    func act() throws {
        try common.command(Self.kind.only([ticket]), to: nil, done: "ticket \(ticket) cancelled")
    }
}

struct Reload: RowCommand {
    static let kind = Order.Verb.Kind.reload
    @OptionGroup var common: Common

    func act() throws {
        try common.command(.reload, to: nil, done: "settings read again") {
            $0.reason?.text
        }
    }
}

/// The minus sign that `main` puts in for a hyphen before a digit, as the hyphen again.
func plainMinus(_ text: String) -> String { text.replacing("\u{2212}", with: "-") }
