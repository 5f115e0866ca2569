// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel

/// What an order of some names would play: the answer to `find`.
public struct FindAnswer: Equatable, Sendable {
    /// What the names stand for.
    public enum Kind: String, CaseIterable, Sendable {
        /// Tracks.
        case tracks
        /// The tracks of a playlist.
        case playlist
        /// A command in words, such as “pause”.
        case command
        /// Nothing that can be played.
        case nothing
    }

    /// One of several things that the names may mean.
    public struct Candidate: Equatable, Sendable {
        /// A name for people; no two candidates have the same.
        public var label: String
        /// The request that orders this one and nothing else.
        public var request: Order.Request

        /// Makes a candidate.
        public init(label: String, request: Order.Request) {
            self.label = label
            self.request = request
        }
    }

    /// What the names stand for.
    public var kind: Kind
    /// The first tracks.
    public var tracks: [TrackAnswer] = []
    /// How many tracks there are in all.
    public var count = 0
    /// The room that the sentence names, or else the one that was asked for; nil if there is none.
    public var destination: String?
    /// The mode that the sentence names.
    public var mode: Order.Mode?
    /// What the names may mean.
    ///
    /// If they stand for several things: each of them, the chosen one first. If they stand for
    /// nothing: what may have been meant.
    public var candidates: [Candidate] = []
    /// Why there is nothing to play.
    public var reason: Reason?

    /// Makes an answer.
    public init(_ kind: Kind) { self.kind = kind }

    /// Reads an answer; nil if it is not one to `find`.
    public init?(_ json: JSON) {
        guard let kind = json.text("kind").flatMap(Kind.init) else { return nil }
        self.kind = kind
        tracks = (json["tracks"]?.elements ?? []).map(TrackAnswer.init)
        count = json.count("count")
        destination = json.text("destination")
        mode = json.text("mode").flatMap(Order.Mode.init)
        candidates = (json["candidates"]?.elements ?? []).compactMap { one in
            guard let label = one.text("label"), let request = one["request"] else { return nil }
            return Candidate(label: label, request: Order.Request(request))
        }
        if let text = json["reason"]?.text("text") {
            let code = json["reason"]?.text("code").flatMap(Reason.Code.init)
            reason = Reason(code ?? .notFound, text)
        }
    }

    /// The answer as JSON.
    public var json: JSON {
        [
            "kind": .string(kind.rawValue), "tracks": .array(tracks.map(\.json)),
            "count": .int(Int64(count)), "destination": JSON(destination),
            "mode": JSON(mode?.word),
            "candidates": .array(
                candidates.map { ["label": .string($0.label), "request": $0.request.json] }),
            "reason": reason.map {
                ["code": .string($0.code.word), "text": .string($0.text)]
            } ?? .null,
        ]
    }
}

extension Order.Request {
    /// Reads a request; missing names are nil.
    public init(_ json: JSON) {
        self.init(
            title: json.text("title"), artist: json.text("artist"), album: json.text("album"),
            playlist: json.text("playlist"),
            path: json.text("path").map { EscapedPath(escaped: $0) }, query: json.text("query"))
    }

    /// The names that it has.
    public var json: JSON {
        let members: [JSON.Member] = [
            .init("title", JSON(title)), .init("artist", JSON(artist)),
            .init("album", JSON(album)), .init("playlist", JSON(playlist)),
            .init("path", JSON(path?.text)), .init("query", JSON(query)),
        ]
        return .object(members.filter { $0.value != .null })
    }
}
