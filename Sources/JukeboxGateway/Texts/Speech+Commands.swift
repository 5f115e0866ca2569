// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

// Sentences about commands that were carried out: `done.pause`, and `done.pause.in` with a room.
extension Speech {
    /// That a command was carried out: in a room by its name in this language, if the person named
    /// it, or in every room.
    func done(_ verb: Order.Verb, in room: String? = nil, everywhere: Bool = false) -> String {
        let key = "done." + Self.doneWord(verb)
        guard keys.contains(key) else { return text("done") }
        guard keys.contains(key + ".in") else { return text(key) }
        if everywhere { return text(key + ".in", ["room": text("everyRoom")]) }
        return room.map { text(key + ".in", ["where": $0]) } ?? text(key)
    }

    /// The word of a verb in the keys of texts: its own, or one for a special value.
    private static func doneWord(_ verb: Order.Verb) -> String {
        switch verb {
        case .volume(.set(.muted)): "mute"
        case .volume(.unmute): "unmute"
        case .seek(.to(0)): "restart"
        default: verb.word
        }
    }
}
