// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Names

/// A verb of the requests in plain words, and what may follow it.
struct PipeVerb {
    let name: String
    /// The keys of `key=value`.
    let settings: [String]
    /// What free words mean.
    let free: Free

    enum Free {
        /// A search for music.
        case music
        /// A room.
        case room
        /// A value, and then a room.
        case valueAndRoom
        /// The number of an order.
        case ticket
        case nothing
    }

    static let all = [
        PipeVerb(
            name: "play",
            settings: [
                "title", "artist", "album", "playlist", "path", "query", "to", "mode", "durable",
                "expire", "wait",
            ], free: .music),
        PipeVerb(name: "pause", settings: ["to"], free: .room),
        PipeVerb(name: "resume", settings: ["to"], free: .room),
        PipeVerb(name: "stop", settings: ["to"], free: .room),
        PipeVerb(name: "next", settings: ["to"], free: .room),
        PipeVerb(name: "previous", settings: ["to"], free: .room),
        PipeVerb(name: "clear", settings: ["to"], free: .room),
        PipeVerb(name: "seek", settings: ["to"], free: .valueAndRoom),
        PipeVerb(name: "volume", settings: ["to"], free: .valueAndRoom),
        PipeVerb(name: "status", settings: ["to"], free: .room),
        PipeVerb(name: "queue", settings: ["to"], free: .room),
        PipeVerb(name: "search", settings: [], free: .music),
        PipeVerb(name: "order", settings: [], free: .ticket),
        PipeVerb(name: "wait", settings: ["for"], free: .ticket),
        PipeVerb(name: "cancel", settings: [], free: .ticket),
        PipeVerb(name: "help", settings: [], free: .nothing),
    ]

    static func named(_ name: String) -> PipeVerb? { all.first { $0.name == name } }

    /// The verb that was probably meant: at most two letters differ, and not half of the word.
    static func nearest(to word: String) -> String? {
        let limit = min(2, word.count / 2)
        let near = all.compactMap { verb in
            Nearness.distance(word, verb.name, limit: limit).map { (distance: $0, name: verb.name) }
        }
        return near.min { $0.distance < $1.distance }?.name
    }
}
