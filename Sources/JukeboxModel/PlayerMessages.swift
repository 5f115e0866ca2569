// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The commands of the daemon to a player, and the player's news. One JSON line each
// (`ChildWire` codes them), so that a player can be driven by hand:
//
//     {"n":1,"do":"play","entry":7,"path":"/music/a.mp3","at_ms":0}
//     {"n":2,"do":"follow","after":7,"entry":8,"path":"/music/b.mp3"}
//     {"n":3,"do":"pause"}
//
//     {"event":"obeyed","n":1}
//     {"event":"following","n":2,"entry":8}
//     {"event":"playing","n":1,"entry":7,"frame":0,"rate":44100,"at":81234567890}
//     {"event":"ended","n":3,"entry":7}

/// One command to a player; it answers each with `obeyed` once it has acted.
public struct PlayerCommand: Hashable, Sendable {
    /// The command's number; counts up from 1.
    public var number: UInt64
    /// The action, with its values.
    public var action: Action

    /// Makes a command.
    public init(_ number: UInt64, _ action: Action) {
        self.number = number
        self.action = action
    }

    /// The file that it names; nil if it names none.
    public var path: EscapedPath? {
        switch action {
        case .play(let piece, _, _): piece.path
        case .follow(let piece, _): piece?.path
        case .pause, .resume, .stop, .seek, .volume, .quit: nil
        }
    }

    /// The actions of a player.
    public enum Action: Hashable, Sendable {
        /// Plays this at once from a position in it, in milliseconds.
        ///
        /// With `paused`, the file is opened, the device is tried and closed again, and nothing is
        /// heard. The answer is `paused`, or news of the trouble.
        case play(Piece, fromMilliseconds: Int64, paused: Bool)
        /// Names the piece that follows the entry `after`, in place of one named before; nil for
        /// none.
        ///
        /// The player answers with `following`, which names the piece that will really follow. If
        /// it does not play `after`, the command came too late and changes nothing.
        case follow(Piece?, after: EntryID)
        /// Holds the sound; after ten seconds the device is closed.
        case pause
        /// Goes on from a pause, or tries a failed device again.
        case resume
        /// Ends the sound and closes the device.
        case stop
        /// Moves to a position in the current piece, in milliseconds from its start.
        case seek(milliseconds: Int64)
        /// Sets the volume.
        case volume(Volume)
        /// Fades out and ends the process.
        case quit
    }
}

/// A file to play, under the entry's id.
public struct Piece: Hashable, Sendable {
    /// The entry that it plays.
    public var entry: EntryID
    /// The file.
    public var path: EscapedPath

    /// Makes a piece.
    public init(entry: EntryID, path: EscapedPath) {
        self.entry = entry
        self.path = path
    }
}

/// A position in an entry that the device has reached, and when.
public struct PlaybackPosition: Hashable, Sendable {
    /// The entry.
    public var entry: EntryID
    /// Frames from the entry's start that have left the device.
    public var frame: Int64
    /// Frames a second.
    public var rate: Int
    /// When the device was there.
    public var at: MonotonicTime

    /// Makes a position.
    public init(entry: EntryID, frame: Int64, rate: Int, at: MonotonicTime) {
        self.entry = entry
        self.frame = frame
        self.rate = rate
        self.at = at
    }

    /// The position in milliseconds from the entry's start; 0 for a rate of 0.
    public var milliseconds: Int64 { rate > 0 ? frame * 1000 / Int64(rate) : 0 }
}

/// One piece of news from a player, with the number of the last command it had obeyed by then.
public struct PlayerEvent: Hashable, Sendable {
    /// The last command obeyed; zero before the first.
    public var obeyed: UInt64
    /// The news.
    public var news: News

    /// Makes an event.
    public init(obeyed: UInt64, _ news: News) {
        self.obeyed = obeyed
        self.news = news
    }

    /// The kinds of news.
    public enum News: Hashable, Sendable {
        /// It has started and is listening.
        case ready
        /// The command whose number is in `obeyed` has been carried out.
        case obeyed
        /// Frames of this entry leave the device: its first, or the first after a pause or seek.
        case playing(PlaybackPosition)
        /// Once a second while it plays.
        case position(PlaybackPosition)
        /// The sound is held here.
        case paused(PlaybackPosition)
        /// Answers `follow`: this entry will be heard after the current piece, unless another
        /// command comes; nil if the player will stop there or plays nothing.
        case following(EntryID?)
        /// The real length of an entry's file; sent if it differs from the header's, or the
        /// header states none.
        case length(EntryID, milliseconds: Int64)
        /// The entry was heard to its end.
        case ended(EntryID)
        /// The entry cannot be played, or not to its end. The code `away` says that the music
        /// folder is to blame and not the file.
        case failed(EntryID, Reason)
        /// The device ran dry in the middle of an entry.
        case underrun
        /// The state of the device has changed; `text` says why, for people.
        case device(DeviceState, text: String)
    }
}

/// The state of a destination's device.
public enum DeviceState: String, CaseIterable, Sendable {
    /// The player has it open.
    case open
    /// Closed, so that other programs can use it.
    case closed
    /// Another program has it.
    case busy
    /// It is not connected, or its name is unknown.
    case absent
    /// It exists and does not work.
    case failing

    /// Whether sound waits for it.
    public var isTrouble: Bool { self == .busy || self == .absent || self == .failing }
}
