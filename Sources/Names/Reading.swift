// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// One way to read a sentence: the wanted music, and the other parts.
public struct Reading: Hashable, Sendable {
    /// The names; never a query.
    public var wanted: Order.Request
    /// The other parts of the sentence.
    public var said: SpokenContext

    /// Makes a reading.
    public init(_ wanted: Order.Request, _ said: SpokenContext = SpokenContext()) {
        self.wanted = wanted
        self.said = said
    }
}

/// The parts of a sentence besides names of music: the room, and the position in the queue.
public struct SpokenContext: Hashable, Sendable {
    /// The room; nil if the sentence names none.
    public var destination: DestinationName?
    /// The position in the queue; nil if the sentence names none.
    public var mode: Order.Mode?
    /// The playlist; nil if the names are not those of one.
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
    /// Its further names.
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
