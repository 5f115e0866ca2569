// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines

/// What is said to people: one file of texts for each language, under `Texts`.
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

    /// The language that a client asks for, of those that there are.
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

    /// What an order's answer says to the person who ordered.
    func spoken(_ answer: JSON, room: JSON?, called name: String? = nil) -> String {
        let destination = name ?? answer["destination"]?.string
        let what = music(answer)
        var names = ["what": what, "where": destination ?? "", "why": why(answer)]
        let near = answer["reason"]?["candidates"]?.elements.compactMap(\.string) ?? []
        names["near"] = list(near, "list.or")
        let suffix = destination == nil ? ".nowhere" : ""
        switch answer["outcome"]?.string {
        case "acknowledged":
            return text(answer["daemon"]?.string == "up" ? "accepted" : "down")
        case "accepted": return text("accepted")
        case "resolved", "queued":
            if let device = room?["device"]?.string, ["absent", "busy", "failing"].contains(device)
            {
                names["device"] = text(device)
                return text("waitsForDevice", names)
            }
            if let silence = silence(answer, names) { return silence }
            return text("queued" + suffix, names)
        case "playing": return text("playing" + suffix, names)
        case "finished": return finished(answer, room, names)
        case "skipped": return text("skipped", names)
        case "partly":
            names["heard"] = String(answer["counts"]?["heard"]?.int ?? 0)
            names["count"] = String(answer["counts"]?["tracks"]?.int ?? 0)
            return text("partly", names)
        case "cancelled": return text("cancelled", names)
        case "superseded": return text("superseded", names)
        case "expired": return text("expired", names)
        case "refused":
            // A sentence is not the name of what was not found.
            if answer["wanted"]?["is_sentence"]?.bool == true {
                names["what"] = text("sentence", ["what": what])
            }
            return refusal(answer["reason"]?["code"]?.string, near, names)
        default: return text("failed", names)
        }
    }

    /// What is said of an order that is finished: music, a command or a question.
    private func finished(_ answer: JSON, _ room: JSON?, _ names: [String: String]) -> String {
        let isMusic =
            answer["track_count"]?.int ?? 0 > 0 || answer["tracks"]?.elements.isEmpty == false
        if isMusic { return text("finished", names) }
        guard answer["reason"]?["code"]?.string == "question" else { return text("done") }
        guard names["where"]?.isEmpty == false, room?["state"]?.string == "playing",
            let playing = room?["track"]
        else { return text("what.silent") }
        return text("what", ["what": track(playing), "where": names["where"] ?? ""])
    }

    /// Why an order that is queued does not sound; nil where nothing keeps it.
    private func silence(_ answer: JSON, _ names: [String: String]) -> String? {
        guard let reason = answer["silent"]?.string else { return nil }
        return texts["silent." + reason] == nil ? nil : text("silent." + reason, names)
    }

    private func refusal(_ code: String?, _ near: [String], _ names: [String: String]) -> String {
        var names = names
        let isNowhere = names["where"]?.isEmpty != false
        switch code {
        case "notFound": return text(near.isEmpty ? "notFound" : "notFound.near", names)
        case "format": return text("format", names)
        case "destination":
            names["near"] = list(near.map(room), "list.and")
            if isNowhere || near.isEmpty { return text("destination.none") }
            return text(near.count == 1 ? "destination.one" : "destination", names)
        case "queueFull": return text(isNowhere ? "queueFull.nowhere" : "queueFull", names)
        default: return sentence(for: code)
        }
    }

    /// The sentence of this language for a reason's code, or for a problem's.
    ///
    /// A detail that is one of this language's own sentences is said instead; any other is English
    /// and is left out.
    func sentence(for code: String?, detail: String = "") -> String {
        if texts.values.contains(detail) { return detail }
        return texts["reason." + (code ?? "")] ?? text("refused")
    }

    /// The reason's code as a sentence of this language; the daemon's own text is English.
    private func why(_ answer: JSON) -> String {
        guard let code = answer["reason"]?["code"]?.string else { return "" }
        return texts["reason." + code] ?? ""
    }

    /// A room as one says it in a sentence: “the kitchen”, 「キッチン」.
    ///
    /// A name with an article or a capital letter in it (“Ann's room”) is said as it is.
    private func room(_ name: String) -> String {
        let hasArticle = name.hasPrefix("the ") || name.hasPrefix("my ") || name.hasPrefix("our ")
        let isPlain = name.allSatisfy { $0.isASCII && !$0.isUppercase }
        guard isPlain, !hasArticle, !name.isEmpty else { return name }
        return (texts["room"] ?? "{where}").replacing("{where}", with: name)
    }

    /// `Yesterday by The Beatles and 3 more`; where nothing was found, what was asked for.
    private func music(_ answer: JSON) -> String {
        let first = answer["tracks"]?.elements.first ?? answer["wanted"] ?? .null
        let one = track(first)
        let more = (answer["track_count"]?.int ?? 1) - 1
        if more <= 0 { return one }
        return text(more == 1 ? "one.more" : "more", ["what": one, "count": String(more)])
    }

    /// `Yesterday by The Beatles`, of a track.
    func track(_ track: JSON) -> String {
        let title = track["title"]?.string ?? "…"
        let artist = track["artist"]?.string ?? ""
        return artist.isEmpty ? title : text("track", ["title": title, "artist": artist])
    }

    private func list(_ names: [String], _ last: String) -> String {
        guard names.count > 1, let end = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: text("list.comma")) + text(last) + end
    }
}
