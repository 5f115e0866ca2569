// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension Order.Verb {
    /// The word for the verb, without its values.
    public var word: String {
        switch self {
        case .play: "play"
        case .pause: "pause"
        case .resume: "resume"
        case .stop: "stop"
        case .next: "next"
        case .previous: "previous"
        case .seek: "seek"
        case .volume: "volume"
        case .clear: "clear"
        case .remove: "remove"
        case .move: "move"
        case .cancel: "cancel"
        case .reload: "reload"
        case .updateLibrary: "update"
        }
    }
}
