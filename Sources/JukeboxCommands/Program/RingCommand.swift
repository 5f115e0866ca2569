// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import OrderRing

extension CommandSpec {
    static let ring = CommandSpec(
        "ring", summary: "Look into the shared memory.",
        examples: [Example("ring dump", "every slot in use")],
        subcommands: [ringDump], run: nil)

    private static let ringDump = CommandSpec(
        "dump", summary: "Decode every slot that is in use, the urgent one included.",
        examples: [Example("ring dump", "every slot in use")]
    ) { session in
        let dump = try session.attach().dump()
        session.show(json(dump)) { text(dump) }
    }

    private static func json(_ dump: RingDump) -> JSON {
        let slots = dump.slots.map { slot -> JSON in
            [
                "slot": .int(Int64(slot.index)), "state": .string(slot.state),
                "generation": .int(Int64(slot.generation)),
                "ticket": JSON(slot.ticket.map { Int64(clamping: $0) }),
                "order": JSON(slot.order?.verb.word),
            ]
        }
        return .object([
            .init("next_ticket", .int(Int64(clamping: dump.nextTicket))),
            .init("epoch", .string(String(dump.epoch, radix: 16))),
            .init("asleep", .bool(dump.isAsleep)), .init("slots", .array(slots)),
        ])
    }

    private static func text(_ dump: RingDump) -> String {
        let epoch = String(dump.epoch, radix: 16)
        let intake = dump.isAsleep ? "asleep" : "awake"
        var lines = ["epoch \(epoch), next ticket \(dump.nextTicket), intake \(intake)"]
        for slot in dump.slots {
            let order = slot.order.map { "\($0.verb.word) \($0.destination?.text ?? "")" } ?? ""
            let name = slot.index == 256 ? "urgent" : "\(slot.index)"
            let ticket = slot.ticket.map { "ticket \($0)" } ?? ""
            lines.append(
                "slot \(name)\t\(slot.state) g\(slot.generation)\t\(ticket)\t\(order.plain())")
        }
        return (lines + ["\(257 - dump.slots.count) of 257 slots free"]).joined(separator: "\n")
    }
}
