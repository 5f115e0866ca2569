// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The commands that a player got and the state that it confirmed; computes the next commands.
///
/// Every command has a number, and every piece of news names the last command that was obeyed when
/// it was written. News about a song from before the command that loaded the present one is stale.
struct PlayerMirror: Hashable, Sendable {
    /// The desired state of a player.
    struct Wish: Hashable {
        var volume: Volume
        /// The piece to hold; nil for none, with the device closed.
        var piece: Piece?
        var milliseconds: Int64 = 0
        var hold: Hold = .play
        /// The piece to follow it.
        var next: Piece?
    }

    /// The desired state of a piece.
    enum Hold: Hashable {
        /// It should be heard.
        case play
        /// If it is loaded, it is held; it is not loaded in order to be held.
        case pause
        /// File and device are tried, and nothing is heard.
        case probe
    }

    private var number: UInt64 = 0
    private var volume: Volume?
    /// The entry that the player was last told to hold; nil for none.
    private(set) var loaded: EntryID?
    /// The last command that replaced or removed the loaded piece.
    private var loadedBy: UInt64 = 0
    private var hold = Hold.play
    /// Whether the same entry has to be loaded again, from another position.
    private var isOutdated = false
    private var asked: EntryID?
    private var askedBy: UInt64 = 0
    /// The entry that will follow `loaded`, as the player has confirmed.
    private(set) var following: EntryID?

    /// Whether news with this number is about something that is no longer loaded.
    func isStale(_ obeyed: UInt64) -> Bool { isOutdated || obeyed < loadedBy }

    /// Whether the player was last told to let `loaded` be heard.
    var isPlaying: Bool { loaded != nil && hold == .play && !isOutdated }

    /// Whether `loaded` is only tried.
    var isProbing: Bool { loaded != nil && hold == .probe }

    /// A new process knows nothing.
    mutating func forgetAll() {
        volume = nil
        forgetLoaded()
    }

    /// The player holds nothing any more: its piece failed.
    mutating func forgetLoaded() {
        loaded = nil
        isOutdated = false
        asked = nil
        following = nil
        loadedBy = number
    }

    /// The piece has to be loaded again, from another position.
    mutating func reload() { isOutdated = loaded != nil }

    /// The player has announced the piece that will follow.
    mutating func confirmed(following entry: EntryID?, by obeyed: UInt64) {
        guard obeyed >= askedBy else { return }  // it answers a follow that was replaced
        following = entry
    }

    /// The following file cannot be opened.
    mutating func lost(_ entry: EntryID) {
        if following == entry { following = nil }
    }

    /// The player has changed to the confirmed entry.
    mutating func wentOn(to entry: EntryID) {
        loaded = entry
        asked = nil
        following = nil
    }

    /// A probe has succeeded: the piece is ready and held.
    mutating func probed() { hold = .pause }

    // MARK: The difference

    /// The commands that make the player do as wished.
    mutating func difference(to wish: Wish) -> [PlayerCommand] {
        var commands: [PlayerCommand] = []
        if volume != wish.volume {
            volume = wish.volume
            commands.append(command(.volume(wish.volume)))
        }
        guard let piece = wish.piece else {
            if loaded != nil {
                commands.append(command(.stop))
                forgetLoaded()
            }
            return commands
        }
        if loaded != piece.entry || isOutdated || (hold == .probe && wish.hold == .play) {
            guard wish.hold != .pause else { return commands }
            commands.append(load(piece, wish))
        } else if hold != wish.hold, wish.hold != .probe, hold != .probe {
            hold = wish.hold
            commands.append(command(hold == .pause ? .pause : .resume))
        }
        if wish.hold != .probe, asked != wish.next?.entry {
            commands.append(command(.follow(wish.next, after: piece.entry)))
            asked = wish.next?.entry
            askedBy = number
        }
        return commands
    }

    private mutating func load(_ piece: Piece, _ wish: Wish) -> PlayerCommand {
        let load = command(
            .play(
                piece, fromMilliseconds: wish.milliseconds, paused: wish.hold == .probe))
        loaded = piece.entry
        loadedBy = number
        isOutdated = false
        hold = wish.hold
        asked = nil
        following = nil
        return load
    }

    /// Numbers a command.
    mutating func command(_ action: PlayerCommand.Action) -> PlayerCommand {
        number += 1
        return PlayerCommand(number, action)
    }
}
