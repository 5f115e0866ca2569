// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// Answers Dialogflow: turns an agent's intent, or the words without an intent, into an order and
/// says what became of it.
struct DialogflowDoor: Sendable {
    let desk: OrderDesk
    let ring: RingDoor
    let usualLanguage: String

    /// The longest wait for the outcome of an order, in milliseconds.
    static let patience = 120

    /// Why nothing was ordered, in words for the person.
    private struct Said: Error {
        var words: String
    }

    /// The answer to a request: always something that can be spoken.
    func answer(_ request: DialogflowRequest, visitor: String) async -> JSON {
        let speech = Speech.chosen(by: request.language, or: usualLanguage)
        do throws(Said) {
            return request.answer(saying: try await carryOut(request, visitor, speech))
        } catch {
            return request.answer(saying: error.words)
        }
    }

    private func carryOut(
        _ request: DialogflowRequest, _ visitor: String, _ speech: Speech
    ) async throws(Said) -> String {
        let room = request.parameter("destination", "room", "location")
            .map { DestinationName(String($0.prefix(60))) }
        let verb: Order.Verb
        switch request.action {
        case "play", "": return try await play(request, room, visitor, speech)
        case "what": return try what(room, speech)
        case "pause": verb = .pause
        case "resume": verb = .resume
        case "stop": verb = .stop
        case "next": verb = .next
        case "previous": verb = .previous
        case "volume": verb = .volume(try Self.volume(request, speech))
        default: throw Said(words: speech.text("cannot"))
        }
        let order = Order(verb, destination: room, idempotencyKey: request.key(visitor))
        return try await command(order, done: "done." + request.action, speech)
    }

    private func play(
        _ request: DialogflowRequest, _ room: DestinationName?, _ visitor: String,
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
        let order = Order(
            .play(wanted), destination: room, mode: mode, idempotencyKey: request.key(visitor))
        return try await place(order, visitor, speech)
    }

    private func what(_ room: DestinationName?, _ speech: Speech) throws(Said) -> String {
        let rooms = (try? ring.snapshots) ?? []
        let asked = rooms.filter { shown in
            room.map { desk.rooms.isCalled(shown["name"]?.string ?? "", $0.text) } ?? true
        }
        if let room, asked.isEmpty, !rooms.isEmpty {
            throw Said(words: unknown(room.text, speech))
        }
        let playing = asked.filter { $0["state"]?.string == "playing" }
        guard ring.isUp, !playing.isEmpty else { return speech.text("what.silent") }
        return playing.map { room in
            let place = desk.rooms.name(of: room["name"]?.string ?? "", in: speech.code)
            return speech.text(
                "what", ["what": speech.track(room["track"] ?? .null), "where": place])
        }.joined(separator: " ")
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
        _ order: Order, _ visitor: String, _ speech: Speech
    ) async throws(Said) -> String {
        do throws(Problem) {
            let placed = try await desk.place(
                OrderRequest(order: order, wait: Self.patience), visitor: visitor, speech: speech)
            return placed["speech"]?.string ?? speech.text("accepted")
        } catch {
            throw Said(words: words(for: error, order, speech))
        }
    }

    private func command(
        _ order: Order, done: String, _ speech: Speech
    ) async throws(Said) -> String {
        do throws(Problem) {
            let answer = try await desk.carryOut(order, within: Self.patience)
            return speech.text(answer["outcome"]?.string == "finished" ? done : "accepted")
        } catch {
            throw Said(words: words(for: error, order, speech))
        }
    }

    /// The words for a problem; never its detail, which is English and for developers.
    private func words(for problem: Problem, _ order: Order, _ speech: Speech) -> String {
        if let said = problem.members.first(where: { $0.name == "speech" })?.value.string {
            return said
        }
        switch problem.code {
        case "full": return speech.text("full")
        case "down", "noJukebox": return speech.text("away")
        case "notNow": return speech.text("notNow")
        case "destination": return unknown(order.destination?.text ?? "", speech)
        default: return speech.text("didNotWork")
        }
    }

    /// The words for a room that does not exist.
    private func unknown(_ room: String, _ speech: Speech) -> String {
        let rooms = ((try? ring.snapshots) ?? []).compactMap { $0["name"]?.string }
            .map { JSON.string(desk.rooms.name(of: $0, in: speech.code)) }
        let refusal: JSON = [
            "outcome": "refused", "destination": .string(room),
            "reason": ["code": "destination", "candidates": .array(rooms)],
        ]
        return speech.spoken(refusal, room: nil)
    }
}
