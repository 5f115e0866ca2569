// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel

/// The desired state of a destination.
public enum Intent: String, Sendable {
    /// Play the queue.
    case playing
    /// Hold the sound at its position.
    case paused
    /// Be silent; the queue stays.
    case stopped
}

/// The stored state of a destination, without its entries.
public struct RoomRecord: Hashable, Sendable {
    /// The destination.
    public var name: DestinationName
    /// Its desired state.
    public var intent: Intent
    /// The entry that was playing or held.
    public var current: EntryID?
    /// Where in it, in milliseconds.
    public var milliseconds: Int64
    /// How loud.
    public var volume: Volume
    /// How loud when it is not muted.
    public var unmuted: Volume
    /// How many songs were waiting when it was held; nil if it is not held.
    public var held: Int?

    /// Makes a record.
    public init(
        name: DestinationName, intent: Intent = .stopped, current: EntryID? = nil,
        milliseconds: Int64 = 0, volume: Volume = .full, unmuted: Volume = .full, held: Int? = nil
    ) {
        self.name = name
        self.intent = intent
        self.current = current
        self.milliseconds = milliseconds
        self.volume = volume
        self.unmuted = unmuted
        self.held = held
    }
}
