// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxModel

/// The texts for people: one file for each language, in `Texts/Embedded`.
struct Speech: Sendable {
    /// The language's code.
    let code: String
    private let texts: [String: String]

    /// The languages, by their codes.
    static let languages: [String: Speech] = [
        "en": Speech("en", PackageResources.english_txt),
        "ja": Speech("ja", PackageResources.japanese_txt),
    ]

    /// Reads a file of texts.
    init(_ code: String, _ bytes: [UInt8]) {
        self.code = code
        var texts: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        where line.first != "#" {
            let parts = line.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            func trimmed(_ part: Substring) -> String {
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            texts[trimmed(parts[0])] = trimmed(parts[1]).replacing("{space}", with: " ")
        }
        self.texts = texts
    }

    /// The keys that it has a text for.
    var keys: Set<String> { Set(texts.keys) }

    /// Chooses the language that a client prefers among the known ones.
    static func chosen(by acceptLanguage: String?, or usual: String) -> Speech {
        var best: (weight: Double, code: String)?
        for part in (acceptLanguage ?? "").split(separator: ",").prefix(20) {
            let words = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
            guard let code = words.first?.split(separator: "-").first.map(String.init),
                languages[code] != nil
            else { continue }
            let weight =
                words.dropFirst().first { $0.hasPrefix("q=") }
                .flatMap { Double($0.dropFirst(2)) } ?? 1
            if weight > best?.weight ?? 0 { best = (weight, code) }
        }
        return languages[best?.code ?? usual] ?? languages["en"] ?? Speech("en", [])
    }

    /// A text with its names filled in; nothing in them can control a terminal.
    func text(_ key: String, _ names: [String: String] = [:]) -> String {
        var text = texts[key] ?? key
        for (name, value) in names { text = text.replacing("{\(name)}", with: value.plain()) }
        if text.contains("{room}"), let name = names["where"] {
            text = text.replacing("{room}", with: room(name).plain())
        }
        return text
    }

    /// The answer to an order, for the person who ordered.
    ///
    /// - Parameters:
    ///   - answer: where the order stands.
    ///   - room: the order's room, as the board shows it.
    ///   - name: the room's name in this language; nil for its name in the settings.
    ///   - wanted: the order, which names the music if nothing was found.
    /// - Returns: one sentence or two.
    func spoken(
        _ answer: OrderAnswer, room: RoomSnapshot?, called name: String? = nil,
        wanted: Order? = nil
    ) -> String {
        var names = self.names(answer, name ?? answer.destination, wanted)
        let suffix = answer.destination == nil && name == nil ? ".nowhere" : ""
        switch answer.outcome {
        case nil: return text(answer.isUp ? "accepted" : "down")
        case .accepted: return text("accepted")
        case .resolved, .queued:
            if let device = room?.device, ["absent", "busy", "failing"].contains(device) {
                names["device"] = text(device)
                return text("waitsForDevice", names)
            }
            return silence(answer, names) ?? text("queued" + suffix, names)
        case .playing: return text("playing" + suffix, names)
        case .finished: return finished(answer, room, names)
        case .skipped: return text("skipped", names)
        case .partly:
            names["heard"] = String(answer.counts?.heard ?? 0)
            names["count"] = String(answer.counts?.tracks ?? 0)
            return text("partly", names)
        case .cancelled: return text("cancelled", names)
        case .superseded: return text("superseded", names)
        case .expired: return text("expired", names)
        case .refused: return refusal(answer, names, wanted)
        case .failed:
            return answer.isCommand
                ? sentence(for: answer.reason?.code.word)
                : text("failed", names)
        }
    }

    private func names(
        _ answer: OrderAnswer, _ room: String?, _ wanted: Order?
    ) -> [String: String] {
        [
            "what": music(answer, wanted), "where": room ?? "",
            "why": answer.reason.flatMap { texts["reason." + $0.code.word] } ?? "",
            "near": list(answer.reason?.candidates ?? [], "list.or"),
        ]
    }

    /// The sentence for an order that is finished: music, a command or a question.
    private func finished(
        _ answer: OrderAnswer, _ room: RoomSnapshot?, _ names: [String: String]
    ) -> String {
        // Before the tracks: a command such as “undo” may have some.
        if answer.isCommand { return texts["done." + answer.verb] ?? text("done") }
        if answer.trackCount > 0 || !answer.tracks.isEmpty { return text("finished", names) }
        guard answer.reason?.code == .question else { return text("done") }
        guard names["where"]?.isEmpty == false, room?.state == "playing", let track = room?.track
        else { return text("what.silent") }
        return text("what", ["what": self.track(track), "where": names["where"] ?? ""])
    }

    /// Why a queued order is silent; nil if nothing silences it.
    private func silence(_ answer: OrderAnswer, _ names: [String: String]) -> String? {
        guard let reason = answer.silent, texts["silent." + reason] != nil else { return nil }
        return text("silent." + reason, names)
    }

    private func refusal(
        _ answer: OrderAnswer, _ names: [String: String], _ wanted: Order?
    ) -> String {
        var names = names
        let near = answer.reason?.candidates ?? []
        let isNowhere = names["where"]?.isEmpty != false
        // A sentence is not a name, so it is quoted.
        if case .play(let request)? = wanted?.verb, request.query != nil {
            names["what"] = text("sentence", ["what": names["what"] ?? ""])
        }
        switch answer.reason?.code {
        case .notFound: return text(near.isEmpty ? "notFound" : "notFound.near", names)
        case .format: return text("format", names)
        case .destination:
            names["near"] = list(near.map(room), "list.and")
            if isNowhere || near.isEmpty { return text("destination.none") }
            return text(near.count == 1 ? "destination.one" : "destination", names)
        case .queueFull: return text(isNowhere ? "queueFull.nowhere" : "queueFull", names)
        case let code: return sentence(for: code?.word)
        }
    }

    /// The sentence of this language for a reason's code, or for a problem's.
    ///
    /// A detail that is one of this language's own sentences is used instead; any other is English
    /// and is left out.
    func sentence(for code: String?, detail: String = "") -> String {
        if texts.values.contains(detail) { return detail }
        return texts["reason." + (code ?? "")] ?? text("refused")
    }

    /// Returns a room with its article, for use in a sentence: “the kitchen”, 「キッチン」.
    ///
    /// A name with an article or a capital letter (“Ann's room”) is left unchanged.
    private func room(_ name: String) -> String {
        let hasArticle = name.hasPrefix("the ") || name.hasPrefix("my ") || name.hasPrefix("our ")
        let isPlain = name.allSatisfy { $0.isASCII && !$0.isUppercase }
        guard isPlain, !hasArticle, !name.isEmpty else { return name }
        return (texts["room"] ?? "{where}").replacing("{where}", with: name)
    }

    /// `Yesterday by The Beatles and 3 more`; if nothing was found, the music that was asked for.
    private func music(_ answer: OrderAnswer, _ wanted: Order?) -> String {
        guard let first = answer.tracks.first else {
            return track(wanted?.wantedTrack ?? TrackAnswer(title: ""))
        }
        let one = track(first)
        let more = answer.trackCount - 1
        if more <= 0 { return one }
        return text(more == 1 ? "one.more" : "more", ["what": one, "count": String(more)])
    }

    /// `Yesterday by The Beatles`.
    func track(_ track: TrackAnswer) -> String {
        let title = track.title.isEmpty ? "…" : track.title
        guard !track.artist.isEmpty else { return title }
        return text("track", ["title": title, "artist": track.artist])
    }

    private func list(_ names: [String], _ last: String) -> String {
        guard names.count > 1, let end = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: text("list.comma")) + text(last) + end
    }
}

extension Order {
    /// The music that was asked for, as a track's names.
    fileprivate var wantedTrack: TrackAnswer? {
        guard case .play(let wanted) = verb else { return nil }
        let piece = wanted.title ?? wanted.query ?? wanted.album ?? wanted.playlist
        let name = piece ?? wanted.artist ?? wanted.path?.lastComponent ?? ""
        return TrackAnswer(title: name, artist: piece == nil ? "" : wanted.artist ?? "")
    }
}
