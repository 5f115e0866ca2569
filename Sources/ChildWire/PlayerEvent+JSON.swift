// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

extension PlayerEvent {
    /// The event as its line says it, without the line's end.
    public var json: JSON {
        func line(_ name: String, _ more: JSON.Member...) -> JSON {
            .object(
                [.init("event", .string(name)), .init("n", .int(Int64(clamping: obeyed)))] + more)
        }
        func place(_ name: String, _ heard: PlaybackPosition) -> JSON {
            line(
                name, .init("entry", .int(heard.entry.number)), .init("frame", .int(heard.frame)),
                .init("rate", .int(Int64(heard.rate))), .init("at", .int(heard.at.nanoseconds)))
        }
        switch news {
        case .ready: return line("ready")
        case .obeyed: return line("obeyed")
        case .playing(let heard): return place("playing", heard)
        case .position(let heard): return place("position", heard)
        case .paused(let heard): return place("paused", heard)
        case .following(let entry):
            return line("following", .init("entry", JSON(entry?.number)))
        case .length(let entry, let milliseconds):
            return line(
                "length", .init("entry", .int(entry.number)), .init("ms", .int(milliseconds)))
        case .ended(let entry): return line("ended", .init("entry", .int(entry.number)))
        case .failed(let entry, let reason):
            return line(
                "failed", .init("entry", .int(entry.number)),
                .init("code", .string(reason.code.word)), .init("text", .string(reason.text)))
        case .underrun: return line("underrun")
        case .device(let state, let text):
            return line(
                "device", .init("state", .string(state.rawValue)), .init("text", .string(text)))
        }
    }

    /// Reads an event; nil if it is not one.
    ///
    /// Numbers are limited as `JSON+Limits.swift` says.
    public init?(_ json: JSON) {
        guard let name = json["event"]?.string, let obeyed = json["n"]?.commandNumber,
            let news = News(name, json)
        else { return nil }
        self.init(obeyed: obeyed, news)
    }
}

extension PlayerEvent.News {
    fileprivate init?(_ name: String, _ json: JSON) {
        let entry = json["entry"]?.int.map(EntryID.init)
        let text = json["text"]?.string ?? ""
        switch name {
        case "ready": self = .ready
        case "obeyed": self = .obeyed
        case "playing":
            guard let heard = PlaybackPosition(json) else { return nil }
            self = .playing(heard)
        case "position":
            guard let heard = PlaybackPosition(json) else { return nil }
            self = .position(heard)
        case "paused":
            guard let heard = PlaybackPosition(json) else { return nil }
            self = .paused(heard)
        case "following":
            guard entry != nil || json["entry"] ?? .null == .null else { return nil }
            self = .following(entry)
        case "length":
            guard let entry, let milliseconds = json["ms"]?.milliseconds else { return nil }
            self = .length(entry, milliseconds: milliseconds)
        case "ended":
            guard let entry else { return nil }
            self = .ended(entry)
        case "failed":
            guard let entry, let code = json["code"]?.string.flatMap(Reason.Code.init(word:))
            else { return nil }
            self = .failed(entry, Reason(code, text))
        case "underrun": self = .underrun
        case "device":
            guard let state = json["state"]?.string.flatMap(DeviceState.init(rawValue:))
            else { return nil }
            self = .device(state, text: text)
        default: return nil
        }
    }
}

extension PlaybackPosition {
    fileprivate init?(_ json: JSON) {
        guard let entry = json["entry"]?.int, let frame = json["frame"]?.frames,
            let rate = json["rate"]?.int, let at = json["at"]?.moment,
            (1...1_000_000).contains(rate)
        else { return nil }
        self.init(entry: EntryID(entry), frame: frame, rate: Int(rate), at: at)
    }
}
