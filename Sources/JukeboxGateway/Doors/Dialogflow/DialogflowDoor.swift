// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// Answers Dialogflow: turns an agent's intent, or a sentence without an intent, into an order and
/// says what became of it.
struct DialogflowDoor: Sendable {
    let desk: Desk
    let usualLanguage: String

    /// The longest wait for the outcome of an order, in milliseconds.
    static let patience = 120

    /// Why nothing was ordered, in words for the person.
    private struct Said: Error {
        var words: String
    }

    /// The answer to a request: always something that can be spoken.
    func answer(_ request: DialogflowRequest, from caller: Caller) async -> JSON {
        let speech = Speech.chosen(by: request.language, or: usualLanguage)
        do throws(Said) {
            return request.answer(saying: try await carryOut(request, caller, speech))
        } catch {
            return request.answer(saying: error.words)
        }
    }

    private func carryOut(
        _ request: DialogflowRequest, _ caller: Caller, _ speech: Speech
    ) async throws(Said) -> String {
        let room = request.parameter("destination", "room", "location")
            .map { DestinationName(String($0.prefix(60))) }
        let verb: Order.Verb
        switch request.action {
        case "play", "": return try await play(request, room, caller, speech)
        case "what": return try what(room, caller, speech)
        case "volume": verb = .volume(try Self.volume(request, speech))
        case let word:
            guard let row = Order.Verb.Kind(command: word)?.row, row.scope < .admin,
                case .none(let known) = row.value
            else { throw Said(words: speech.text("cannot")) }
            verb = known
        }
        return try await command(
            Order(verb, destination: room), key: request.key(caller.id), caller, speech)
    }

    private func play(
        _ request: DialogflowRequest, _ room: DestinationName?, _ caller: Caller,
        _ speech: Speech
    ) async throws(Said) -> String {
        func name(_ value: String?) -> String? { value.map { String($0.prefix(256)) } }
        var wanted = Order.Request(
            title: name(request.parameter("title", "song", "music-song", "song_name")),
            artist: name(request.parameter("artist", "music-artist", "artist_name")),
            album: name(request.parameter("album", "music-album", "album_name")),
            playlist: name(request.parameter("playlist", "set_list")))
        // The agent has found no name: the jukebox understands the sentence itself.
        if wanted.isEmpty { wanted.query = name(request.parameter("query", "any") ?? request.text) }
        guard !wanted.isEmpty else { throw Said(words: speech.text("nothingSaid")) }
        let mode = request.parameter("mode").flatMap(Order.Mode.init(word:)) ?? .append
        let order = Order(.play(wanted), destination: room, mode: mode)
        return try await place(order, key: request.key(caller.id), caller, speech)
    }

    private func what(
        _ room: DestinationName?, _ caller: Caller, _ speech: Speech
    ) throws(Said) -> String {
        do throws(DeskError) {
            guard let room else {
                return speech.whatPlays(try desk.rooms(for: caller), desk)
            }
            return speech.whatPlays([try desk.room(room.text, for: caller)], desk)
        } catch {
            throw Said(words: words(for: error, speech))
        }
    }

    private static func volume(
        _ request: DialogflowRequest, _ speech: Speech
    ) throws(Said) -> Order.VolumeChange {
        if let level = request.parameter("level", "percentage", "number") {
            let digits = level.filter { !$0.isWhitespace && !"%％パーセント".contains($0) }
            if let percent = Double(digits), (0...100).contains(percent) {
                return .set(.percent(percent))
            }
            throw Said(words: speech.text("volumeRange"))
        }
        switch request.parameter("direction") {
        case "up": return .by(4)
        case "down": return .by(-4)
        case "mute": return .set(.muted)
        case "unmute": return .unmute
        default: throw Said(words: speech.text("volumeRange"))
        }
    }

    // MARK: The desk

    private func place(
        _ order: Order, key: String?, _ caller: Caller, _ speech: Speech
    ) async throws(Said) -> String {
        do throws(DeskError) {
            let placed = try await desk.place(
                OrderRequest(order: order, wait: Self.patience), key: key, by: caller,
                speech: speech)
            return placed.orders.first?.speech ?? speech.text("accepted")
        } catch {
            throw Said(words: words(for: error, speech))
        }
    }

    private func command(
        _ order: Order, key: String?, _ caller: Caller, _ speech: Speech
    ) async throws(Said) -> String {
        do throws(DeskError) {
            return try await desk.carryOut(
                order.verb, in: order.destination?.text, by: caller, key: key,
                within: Self.patience, speech: speech
            ).speech
        } catch {
            throw Said(words: words(for: error, speech))
        }
    }

    /// The words for an error; never its text, which is English and for developers.
    private func words(for error: DeskError, _ speech: Speech) -> String {
        switch error {
        case .ended(let answer, let said):
            return answer.reason?.code == .notNow ? speech.text("notNow") : said
        case .late(_, let said): return said
        case .full: return speech.text("full")
        case .down, .noJukebox, .busy: return speech.text("away")
        case .noRoom(let name, _): return speech.noRoom(name, desk)
        default: return speech.text("didNotWork")
        }
    }
}
