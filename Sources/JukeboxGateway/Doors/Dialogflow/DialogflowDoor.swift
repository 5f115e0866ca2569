// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// Answers Dialogflow: turns what its agent understood into an order, and says what became of it.
struct DialogflowDoor: Sendable {
    let desk: OrderDesk
    let ring: RingDoor
    let usualLanguage: String

    /// How long an order is waited for, in milliseconds.
    static let patience = 120

    /// The answer; always something that can be said.
    func answer(_ request: DialogflowRequest, visitor: String) async -> JSON {
        let speech = Speech.chosen(by: request.language, or: usualLanguage)
        do throws(Problem) {
            return request.answer(saying: try await carryOut(request, visitor, speech))
        } catch {
            return request.answer(saying: Self.words(for: error, speech))
        }
    }

    private static func words(for problem: Problem, _ speech: Speech) -> String {
        if let said = problem.members.first(where: { $0.name == "speech" })?.value.string {
            return said
        }
        switch problem.code {
        case "full": return speech.text("full")
        case "down", "noJukebox": return speech.text("away")
        case "notNow": return speech.text("notNow")
        default: return speech.sentence(for: problem.code, detail: problem.detail)
        }
    }

    private func carryOut(
        _ request: DialogflowRequest, _ visitor: String, _ speech: Speech
    ) async throws(Problem) -> String {
        let room = request.parameter("destination", "room", "location")
            .map { DestinationName(String($0.prefix(60))) }
        let verb: Order.Verb
        switch request.action {
        case "play", "": return try await play(request, room, visitor, speech)
        case "what": return what(room, speech)
        case "pause": verb = .pause
        case "resume": verb = .resume
        case "stop": verb = .stop
        case "next": verb = .next
        case "previous": verb = .previous
        case "volume": verb = .volume(try Self.volume(request, speech))
        default: throw .invalid("“\(request.action)” is nothing that the jukebox can do")
        }
        let order = Order(verb, destination: room, idempotencyKey: Self.key(request))
        let done = try await desk.carryOut(order, within: Self.patience)
        guard done["outcome"]?.string == "finished" else { return speech.text("accepted") }
        return speech.text("done." + request.action)
    }

    private func play(
        _ request: DialogflowRequest, _ room: DestinationName?, _ visitor: String,
        _ speech: Speech
    ) async throws(Problem) -> String {
        func name(_ value: String?) -> String? { value.map { String($0.prefix(256)) } }
        var wanted = Order.Request(
            title: name(request.parameter("title", "song", "music-song", "song_name")),
            artist: name(request.parameter("artist", "music-artist", "artist_name")),
            album: name(request.parameter("album", "music-album", "album_name")),
            playlist: name(request.parameter("playlist", "set_list")))
        // An agent that has found no name leaves the sentence to us.
        if wanted.isEmpty { wanted.query = name(request.parameter("query", "any") ?? request.text) }
        guard !wanted.isEmpty else { throw .invalid(speech.text("nothingSaid")) }
        let mode = request.parameter("mode").flatMap(Order.Mode.init(word:)) ?? .append
        let order = Order(
            .play(wanted), destination: room, mode: mode, idempotencyKey: Self.key(request))
        let placed = try await desk.place(
            OrderRequest(order: order, wait: Self.patience), visitor: visitor, speech: speech)
        return placed["speech"]?.string ?? speech.text("accepted")
    }

    private func what(_ room: DestinationName?, _ speech: Speech) -> String {
        let rooms = (try? ring.snapshots) ?? []
        let playing = rooms.filter { shown in
            let name = shown["name"]?.string ?? ""
            return shown["state"]?.string == "playing"
                && room.map { desk.rooms.isCalled(name, $0.text) } ?? true
        }
        guard ring.isUp, !playing.isEmpty else { return speech.text("what.silent") }
        return playing.map { room in
            let place = desk.rooms.name(of: room["name"]?.string ?? "", in: speech.code)
            return speech.text(
                "what", ["what": speech.track(room["track"] ?? .null), "where": place])
        }.joined(separator: " ")
    }

    private static func volume(
        _ request: DialogflowRequest, _ speech: Speech
    ) throws(Problem) -> Order.VolumeChange {
        if let level = request.parameter("level", "percentage", "number") {
            let digits = level.filter { !$0.isWhitespace && !"%％パーセント".contains($0) }
            guard let percent = Double(digits), (0...100).contains(percent) else {
                throw .invalid(speech.text("volumeRange"))
            }
            return .set(.percent(percent))
        }
        switch request.parameter("direction") {
        case "up": return .by(4)
        case "down": return .by(-4)
        case "mute": return .set(.muted)
        case "unmute": return .unmute
        default: throw .invalid(speech.text("volumeRange"))
        }
    }

    private static func key(_ request: DialogflowRequest) -> String? {
        request.id.isEmpty ? nil : SmartHome.key(request.id, "dialogflow", 0)
    }
}
