// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import Names

// Requests that are sentences: “turn it up”, “what's playing in the study”, 「止めて」.
extension PipeDesk {
    /// Reads a request, and determines the language of its answer.
    ///
    /// Text that is not a request in plain words may be a sentence that is a command. So may a
    /// command with an unknown room: “pause the music”.
    func read(_ content: [UInt8]) throws(DeskError) -> (PipeCommand, Speech) {
        let command: PipeCommand
        do throws(DeskError) {
            command = try PipeCommand(content)
        } catch {
            guard let said = try sentence(content) else { throw error }
            return said
        }
        guard case .carryOut(let order) = command, let room = order.destination,
            !isKnown(room), let said = try sentence(content)
        else { return (command, speech) }
        return said
    }

    private func isKnown(_ room: DestinationName) -> Bool {
        do throws(DeskError) {
            _ = try desk.room(room.text, for: caller)
        } catch {
            if case .noRoom = error { return Desk.meansAll(room.text) }
        }
        return true
    }

    /// Reads a sentence as a request, with the language of its answer; nil if it is not a command.
    private func sentence(_ content: [UInt8]) throws(DeskError) -> (PipeCommand, Speech)? {
        guard content.first != UInt8(ascii: "{"), content.count <= 1000,
            let text = String(validating: content, as: UTF8.self),
            let said = desk.command(in: text, anyRoom: true)
        else { return nil }
        let isJapanese = text.unicodeScalars.contains { (0x3041...0x9FFF).contains($0.value) }
        let speech = isJapanese ? Speech.languages["ja"] ?? speech : speech
        let room: DestinationName? =
            switch said.rooms {
            case .unsaid: nil
            case .one(let name): name
            case .all: DestinationName("all")
            }
        switch said.action {
        case .verb(let verb): return (.carryOut(Order(verb, destination: room)), speech)
        case .whatPlays: return (.whatPlays(said.rooms == .all ? nil : room), speech)
        case .volumeOutOfRange: throw .invalid(speech.text("volumeRange"))
        }
    }
}
