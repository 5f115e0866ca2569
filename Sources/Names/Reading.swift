// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// One way to take a sentence: what is wanted, and what else it says.
public struct Reading: Hashable, Sendable {
    /// The names; never a query.
    public var wanted: Order.Request
    /// What else the sentence says.
    public var said: SpokenContext

    /// Makes a reading.
    public init(_ wanted: Order.Request, _ said: SpokenContext = SpokenContext()) {
        self.wanted = wanted
        self.said = said
    }
}

/// What a sentence says beside the names of music: where, and how urgently.
public struct SpokenContext: Hashable, Sendable {
    /// The room, where the sentence names one.
    public var destination: DestinationName?
    /// Where in the queue, where the sentence says so.
    public var mode: Order.Mode?
    /// The playlist, where the names turned out to be one's.
    public var playlist: String?

    /// Makes what was said.
    public init(
        in destination: DestinationName? = nil, mode: Order.Mode? = nil, playlist: String? = nil
    ) {
        self.destination = destination
        self.mode = mode
        self.playlist = playlist
    }
}

/// A place to which a sentence may send the music: its name, and all that people call it.
public struct SpokenDestination: Hashable, Sendable {
    /// The destination.
    public var name: DestinationName
    /// What people call it beside its name.
    public var nicknames: [String]

    /// Makes a place.
    public init(_ name: DestinationName, nicknames: [String] = []) {
        self.name = name
        self.nicknames = nicknames
    }
}

/// Tells which names there are; every name is given as its `Folding.key`.
public protocol KnownNames {
    /// Whether a track has all of these names; nil is any.
    func hasTrack(title: String?, artist: String?, album: String?) -> Bool
    /// The playlist of that name or nickname.
    func playlist(_ key: String) -> String?
}
