// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// A whole sentence that is a command or a question: “turn it up in the kitchen”, 「次の曲」.
public struct SpokenCommand: Hashable, Sendable {
    /// The action that the sentence asks for.
    public var action: Action
    /// The rooms that it names.
    public var rooms: Rooms

    /// Makes a command.
    public init(_ action: Action, in rooms: Rooms = .unsaid) {
        self.action = action
        self.rooms = rooms
    }

    /// The actions besides playing music.
    public enum Action: Hashable, Sendable {
        /// A command; never a `play`.
        case verb(Order.Verb)
        /// “What is playing?”
        case whatPlays
        /// A volume outside 0 to 100.
        case volumeOutOfRange
    }

    /// The rooms that a sentence can name.
    public enum Rooms: Hashable, Sendable {
        /// The sentence names no room.
        case unsaid
        /// One room; it may be unknown.
        case one(DestinationName)
        /// Every room.
        case all
    }
}
