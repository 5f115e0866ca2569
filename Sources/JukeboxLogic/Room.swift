// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// One destination: its queue, what it is meant to do, and its player.
///
/// Every change ends in `tellPlayer`, which compares what the player was told with what the room
/// wants, and says the difference. So a player that died is put back by telling it everything.
struct Room: Hashable, Sendable {
    let name: DestinationName
    var intent = Intent.stopped
    /// What plays, is held, or was stopped.
    var current: Entry?
    /// What comes after it.
    var upcoming: [Entry] = []
    /// What was heard before, the last one last; at most fifty.
    var played: [Track] = []
    /// Where in `current` the device is, or is to begin.
    var position: PlaybackPosition?
    var startAt: Int64 = 0
    var volume = Volume.full {
        didSet { if volume != .muted { unmuted = volume } }
    }
    /// How loud it was when it was last heard.
    var unmuted = Volume.full

    var link = PlayerLink()
    var device = DeviceState.closed
    var deviceText = ""
    var troubleSince: MonotonicTime?
    private var retryAt: MonotonicTime?
    private var retries = 0

    // What the player was told last.
    private var loaded: EntryID?
    private var followed: EntryID?
    private var toldPaused = false
    private var toldVolume: Volume?
    private var movedAt: MonotonicTime?
    private var deathsOver: EntryID?
    private var deathsOverIt = 0

    init(name: DestinationName) { self.name = name }

    var record: RoomRecord {
        RoomRecord(
            name: name, intent: intent, current: current?.id, milliseconds: milliseconds,
            volume: volume, unmuted: unmuted)
    }

    var milliseconds: Int64 {
        guard let position, position.entry == current?.id else { return startAt }
        return position.milliseconds
    }

    /// Whether sound is wanted and something is there to be heard.
    var wantsSound: Bool { intent == .playing && (current != nil || !upcoming.isEmpty) }

    // MARK: Telling the player

    /// Tells the player what it has not been told yet.
    mutating func tellPlayer(at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        if intent == .playing, current == nil {
            if upcoming.isEmpty {
                intent = .stopped
            } else {
                take()
            }
            effects.append(.keepRoom(record))
        }
        if case .down = link.state {
            link.started(at: now)
            effects.append(.spawn(name))
        }
        guard link.isUp else { return effects + [.show(name)] }
        func say(_ action: PlayerCommand.Action) {
            effects.append(.say(name, link.command(action, at: now)))
        }
        if toldVolume != volume {
            toldVolume = volume
            say(.volume(volume))
        }
        if let current, intent != .stopped {
            if loaded != current.id {
                // A held entry is loaded only when it is to sound: the device stays free.
                if intent == .playing {
                    say(.play(current.piece, fromMilliseconds: milliseconds, paused: false))
                    loaded = current.id
                    followed = nil
                    toldPaused = false
                    movedAt = now
                }
            } else if toldPaused != (intent == .paused) {
                toldPaused = intent == .paused
                movedAt = now
                say(toldPaused ? .pause : .resume)
            }
            if loaded == current.id, followed != upcoming.first?.id {
                followed = upcoming.first?.id
                say(.follow(upcoming.first?.piece, after: current.id))
            }
        } else if loaded != nil {
            forgetLoaded()
            say(.stop)
        }
        return effects + [.show(name)]
    }

    private mutating func take() {
        current = upcoming.removeFirst()
        position = nil
        startAt = 0
    }

    private mutating func forgetLoaded() {
        loaded = nil
        followed = nil
        movedAt = nil
        retryAt = nil
    }

    /// Makes the player load `current` anew, from a place in it.
    mutating func restart(at milliseconds: Int64) {
        loaded = nil
        position = nil
        startAt = milliseconds
    }

    /// Marks that the player still holds something which `tellPlayer` must take from it.
    mutating func stopLoaded() { loaded = loaded ?? current?.id }

    // MARK: Going on

    /// The current entry is over; the next one takes its place.
    mutating func advance() {
        if let current {
            played.append(current.track)
            if played.count > 50 { played.removeFirst() }
        }
        current = nil
        position = nil
        startAt = 0
        guard intent != .stopped, !upcoming.isEmpty else { return }
        let next = upcoming.removeFirst()
        current = next
        // Gapless: the player has gone over to it by itself, if it was told of it.
        if followed == next.id {
            loaded = next.id
            followed = nil
        }
    }

    /// The current entry is given up for another, which the player is not playing yet.
    mutating func skip() {
        followed = nil
        advance()
        loaded = current == nil ? loaded : nil
    }

    // MARK: News

    mutating func heard(_ heard: PlaybackPosition, at now: MonotonicTime) {
        guard heard.entry == current?.id else { return }  // late news of an entry that is over
        if position.map({ $0.frame != heard.frame }) ?? true { movedAt = now }
        position = heard
        device = .open
        deviceText = ""
        troubleSince = nil
        retryAt = nil
        retries = 0
    }

    mutating func device(_ state: DeviceState, _ text: String, at now: MonotonicTime) {
        device = state
        deviceText = text
        guard state.isTrouble else {
            if state == .open { troubleSince = nil }
            return
        }
        troubleSince = troubleSince ?? now
        let pause = MonotonicTime.Span.milliseconds(200) * (1 << Int64(min(retries, 8)))
        retryAt = now + min(pause, .seconds(30))
        retries += 1
        movedAt = nil
    }

    mutating func playerReady(at now: MonotonicTime) {
        link.ready(at: now)
        forgetLoaded()
        toldVolume = nil
    }

    /// Takes in a player's death.
    ///
    /// - Returns: the entry that it has died over three times in a row.
    mutating func playerEnded(_ why: String, at now: MonotonicTime) -> EntryID? {
        var culprit: EntryID?
        if let loaded {
            deathsOverIt = deathsOver == loaded ? deathsOverIt + 1 : 1
            deathsOver = loaded
            if deathsOverIt >= 3 { culprit = loaded }
        }
        link.ended(why, at: now)
        forgetLoaded()
        device = .closed
        deviceText = "the player ended (\(why)) and is started again"
        troubleSince = troubleSince ?? now
        return culprit
    }

    mutating func forgetDeaths() {
        deathsOver = nil
        deathsOverIt = 0
    }

    /// Tries a device again that gave trouble.
    mutating func retry(at now: MonotonicTime) -> [Effect] {
        retryAt = nil
        guard wantsSound, link.isUp, loaded != nil else { return [] }
        movedAt = now
        return [.say(name, link.command(.resume, at: now))]
    }

    /// Does what is due.
    mutating func alarm(at now: MonotonicTime) -> [Effect] {
        switch link.state {
        case .resting(let until) where now >= until:
            link.started(at: now)
            return [.spawn(name)]
        case .starting(let since) where now >= since + .seconds(10):
            return [.kill(name, why: "it did not become ready within 10 s")]
        case .up, .resting, .starting, .down: break
        }
        if link.isUp, let alarm = link.alarm, now >= alarm {
            return [.kill(name, why: "it left a command unanswered for 2 s")]
        }
        if let stuck = stuckAt, now >= stuck {
            return [.kill(name, why: "its device took no frame for 2 s")]
        }
        if let retryAt, now >= retryAt { return retry(at: now) }
        return []
    }

    /// When a player that should be consuming is taken to be stuck: news come once a second.
    private var stuckAt: MonotonicTime? {
        guard intent == .playing, loaded != nil, link.isUp, !device.isTrouble else { return nil }
        return movedAt.map { $0 + .milliseconds(3200) }
    }

    /// The next moment at which something is due.
    var nextAlarm: MonotonicTime? {
        [link.alarm, stuckAt, wantsSound ? retryAt : nil].compactMap { $0 }.min()
    }
}
