// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import JSONLines
import JukeboxModel
import OrderRing

struct RingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ring", abstract: "Look into the shared memory.", subcommands: [Dump.self])

    struct Dump: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Decode every slot that is not free, also the urgent one.")
        @OptionGroup var common: Common

        func act() throws {
            let dump = try common.attach().dump()
            if common.json {
                let slots = dump.slots.map { slot -> JSON in
                    [
                        "slot": .int(Int64(slot.index)), "state": .string(slot.state),
                        "generation": .int(Int64(slot.generation)),
                        "ticket": JSON(slot.ticket.map { Int64(clamping: $0) }),
                        "order": JSON(slot.order?.verb.word),
                    ]
                }
                return print(
                    JSON.object([
                        .init("next_ticket", .int(Int64(clamping: dump.nextTicket))),
                        .init("epoch", .string(String(dump.epoch, radix: 16))),
                        .init("asleep", .bool(dump.isAsleep)), .init("slots", .array(slots)),
                    ]).line)
            }
            say(
                "epoch \(String(dump.epoch, radix: 16)), next ticket \(dump.nextTicket), intake \(dump.isAsleep ? "asleep" : "awake")"
            )
            for slot in dump.slots {
                let what = slot.order.map { "\($0.verb.word) \($0.destination?.text ?? "")" } ?? ""
                let name = slot.index == 256 ? "urgent" : "\(slot.index)"
                say(
                    "slot \(name)\t\(slot.state) g\(slot.generation)\t\(slot.ticket.map { "ticket \($0)" } ?? "")\t\(what)"
                )
            }
            say("\(257 - dump.slots.count) of 257 slots free")
        }
    }
}
