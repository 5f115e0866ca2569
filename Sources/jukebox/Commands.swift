// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Asking
import JSONLines
import JukeboxModel

struct Seek: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Move within the track.",
        discussion: "  jukebox seek 1:30     jukebox seek +10     jukebox seek -10")
    @Argument(help: "Seconds or M:SS; with + or -, from where it is.")
    var place: String
    @Option(help: "The destination.") var to: String?
    @OptionGroup var common: Common

    func act() throws {
        let place = plainMinus(place)
        let sign = place.first == "-" ? -1.0 : 1.0
        let isRelative = place.first == "+" || place.first == "-"
        let parts = (isRelative ? place.dropFirst() : place[...])
            .split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") } ? Double(part) : nil
        }
        guard numbers.count == parts.count, numbers.count <= 3 else {
            throw Failure.usage("“\(place)” is no position; say 90, 1:30, +10 or -10")
        }
        let seconds = numbers.reduce(0) { $0 * 60 + $1 }
        guard seconds <= 1e7 else {
            throw Failure.usage("“\(place)” is too far; 10000000 seconds is the most")
        }
        let milliseconds = Int64(seconds * 1000 * sign)
        try common.command(
            .seek(isRelative ? .by(milliseconds) : .to(milliseconds)), to: to, done: "moved")
    }
}

struct Volume: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Set or change the volume.",
        discussion:
            "  jukebox volume 40      percent\n  jukebox volume -12dB   jukebox volume +3dB   jukebox volume mute    jukebox volume unmute",
        aliases: ["vol"])
    @Argument(
        help: "Percent (0 to 100), a gain (-12dB), a change (+3dB), mute or unmute.")
    var volume: String
    @Option(help: "The destination.") var to: String?
    @OptionGroup var common: Common

    func act() throws {
        let change: Order.VolumeChange
        let lower = plainMinus(volume).lowercased()
        if lower == "mute" {
            change = .set(.muted)
        } else if lower == "unmute" {
            change = .unmute
        } else if lower.hasSuffix("db"), let gain = Double(lower.dropLast(2)), gain.isFinite {
            // "-12dB" is a gain, for there is none above 0; "+3dB" can only be a change.
            guard (-120...120).contains(gain) else {
                throw Failure.usage("“\(volume)” is out of range; -120dB to 0dB, or up to +120dB")
            }
            change = lower.hasPrefix("+") ? .by(gain) : .set(.limited(gain))
        } else if let percent = Double(lower.hasSuffix("%") ? String(lower.dropLast()) : lower),
            (0...100).contains(percent)
        {
            change = .set(.percent(percent))
        } else {
            throw Failure.usage(
                "“\(volume)” is no volume; say 40, -12dB, +3dB, mute or unmute")
        }
        try common.command(.volume(change), to: to, done: "volume set")
    }
}

struct Cancel: Subcommand {
    static let configuration = CommandConfiguration(abstract: "Withdraw an order by its ticket.")
    @Argument(help: "The ticket.") var ticket: UInt64
    @OptionGroup var common: Common

    func act() throws {
        try common.command(
            .cancel(try Checked.ticket(ticket)), to: nil, done: "ticket \(ticket) cancelled")
    }
}

struct Reload: Subcommand {
    static let configuration = CommandConfiguration(
        abstract: "Read the settings again, and say whether they are right.")
    @OptionGroup var common: Common

    func act() throws {
        try common.command(.reload, to: nil, done: "settings read again") {
            $0.reason?.text
        }
    }
}

/// A minus sign typed as such, or put in for the hyphen that would begin an option.
func plainMinus(_ text: String) -> String { text.replacing("\u{2212}", with: "-") }
