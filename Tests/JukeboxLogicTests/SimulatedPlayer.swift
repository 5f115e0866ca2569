// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel

/// A player as its protocol describes it; commands reach it late, and its news arrive late.
struct SimulatedPlayer {
    enum State { case stopped, playing, paused, stalled }

    /// The state of its devices and files.
    struct World {
        var hasDevice = true
        var hasMusic = true
        var badFiles: Set<String> = []

        func problem(_ path: EscapedPath) -> Reason? {
            if !hasMusic { return Reason(.away, "the music folder is not there") }
            if badFiles.contains(path.text) { return Reason(.damaged, "no MP3") }
            return nil
        }
    }

    var commands: [PlayerCommand] = []
    private(set) var news: [PlayerEvent] = []
    private(set) var state = State.stopped
    private(set) var current: Piece?
    private(set) var next: Piece?
    private(set) var hasQuit = false
    /// The entries that were heard to their end, in order.
    private(set) var heard: [EntryID] = []
    private var obeyed: UInt64 = 0
    private var frame: Int64 = 0
    private var isAnnounced = false

    init() { say(.ready) }

    private mutating func say(_ event: PlayerEvent.News) {
        news.append(PlayerEvent(obeyed: obeyed, event))
    }

    mutating func takeNews() -> PlayerEvent? { news.isEmpty ? nil : news.removeFirst() }

    /// Obeys the oldest command that has reached it.
    mutating func obey(_ world: World) {
        guard !commands.isEmpty, !hasQuit else { return }
        let command = commands.removeFirst()
        obeyed = command.number
        switch command.action {
        case .play(let piece, let from, let isHeld): load(piece, from, held: isHeld, world)
        case .follow(let piece, let after):
            if current?.entry == after, state != .stopped { next = piece }
            say(.following(next?.entry))
        case .pause:
            if state == .playing { say(.paused(position)) }
            if state != .stopped { state = .paused }
            isAnnounced = false
        case .resume: if state != .stopped, state != .playing { begin(world) }
        case .stop: forget()
        case .seek, .volume: break
        case .quit:
            if state == .playing { say(.paused(position)) }
            hasQuit = true
        }
        say(.obeyed)
    }

    private mutating func load(_ piece: Piece, _ from: Int64, held: Bool, _ world: World) {
        forget()
        if let reason = world.problem(piece.path) { return say(.failed(piece.entry, reason)) }
        current = piece
        frame = from * 441 / 10
        guard held else { return begin(world) }
        guard world.hasDevice else { return stall() }
        state = .paused
        say(.paused(position))
    }

    private mutating func begin(_ world: World) {
        guard world.hasDevice else { return stall() }
        state = .playing
        isAnnounced = false
        say(.device(.open, text: ""))
    }

    private mutating func stall() {
        state = .stalled
        isAnnounced = false
        say(.device(.absent, text: "unplugged"))
    }

    private mutating func forget() {
        current = nil
        next = nil
        state = .stopped
        isAnnounced = false
    }

    private var position: PlaybackPosition {
        PlaybackPosition(
            entry: current?.entry ?? EntryID(0), frame: frame, rate: 44_100,
            at: MonotonicTime(nanoseconds: frame))
    }

    /// A stretch of sound: a second of a song, or its end and the beginning of the next.
    mutating func sound(ends: Bool, _ world: World) {
        guard state == .playing, let piece = current, !hasQuit else { return }
        guard world.hasDevice else { return stall() }
        frame += 44_100
        guard isAnnounced else {
            isAnnounced = true
            return say(.playing(position))
        }
        guard ends else { return say(.position(position)) }
        heard.append(piece.entry)
        say(.ended(piece.entry))
        let follower = next
        forget()
        guard let follower else { return }
        if let reason = world.problem(follower.path) { return say(.failed(follower.entry, reason)) }
        current = follower
        frame = 0
        state = .playing
    }
}
