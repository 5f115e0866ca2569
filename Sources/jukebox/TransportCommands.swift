// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import JukeboxModel

/// A destination, behind the command or after `--to`.
struct Place: ParsableArguments {
    @Argument(help: "The destination; without it, the default one.") var destination: String?
    @Option(help: "The destination, as `play` takes it.") var to: String?

    var name: String? { to ?? destination }
}

/// A command that is one word and, at most, a destination.
protocol Transport: Subcommand {
    static var verb: Order.Verb { get }
    static var done: String { get }
    var place: Place { get }
    var common: Common { get }
}

extension Transport {
    func act() throws { try common.command(Self.verb, to: place.name, done: Self.done) }
}

struct Pause: Transport {
    static let configuration = CommandConfiguration(
        abstract: "Hold the sound.")
    static let verb = Order.Verb.pause
    static let done = "paused"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Resume: Transport {
    static let configuration = CommandConfiguration(
        abstract: "Go on after a pause or a stop.")
    static let verb = Order.Verb.resume
    static let done = "playing"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Stop: Transport {
    static let configuration = CommandConfiguration(
        abstract: "End the sound and close the device; the queue stays.")
    static let verb = Order.Verb.stop
    static let done = "stopped"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Next: Transport {
    static let configuration = CommandConfiguration(
        abstract: "Skip to the following track.")
    static let verb = Order.Verb.next
    static let done = "skipped"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}

struct Previous: Transport {
    static let configuration = CommandConfiguration(
        abstract: "Start the track again; within its first 3 s, play the one before.")
    static let verb = Order.Verb.previous
    static let done = "went back"
    @OptionGroup var place: Place
    @OptionGroup var common: Common
}
