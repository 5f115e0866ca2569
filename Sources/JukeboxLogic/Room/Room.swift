// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// One destination: its queue, what it is meant to do, and its player.
///
/// Every change ends in `tellPlayer`, which sends the player whatever differs from the desired
/// state. So a player that died is put back by telling it everything.
struct Room: Hashable, Sendable {
    let name: DestinationName
    var intent = Intent.stopped
    /// How a pause or a stop that waits for its turn has silenced the room already.
    var hush: Intent?
    /// How many songs were waiting when sound came back after a long time; the room is paused until
    /// somebody resumes it or orders something.
    var held: Int?
    var queue = Queue()
    /// The changes of the queue that can be taken back.
    var changes = QueueChanges()
    /// The position that the device was last heard to be at.
    private(set) var position: PlaybackPosition?
    /// Where in `current` playing begins, in milliseconds.
    private(set) var startAt: Int64 = 0
    var volume = Volume.full {
        didSet { if volume != .muted { unmuted = volume } }
    }
    /// How loud it was when it was last heard.
    var unmuted = Volume.full

    var mirror = PlayerMirror()
    var supervision = Supervision()
    var trouble = DeviceTrouble()
    private(set) var device = DeviceState.closed
    /// When the first of the waiting tickets expires, if sound stays denied.
    var expiryAlarm: MonotonicTime?
    /// The begin of the denial that `expiryAlarm` was computed for.
    var expiryCountedFrom: MonotonicTime?
    /// The folders that the player's sandbox lets it read, and the device that it has.
    var readable: [EscapedPath]?
    var output: String?

    init(name: DestinationName) { self.name = name }

    /// Puts a room back as it was kept.
    init(_ record: RoomRecord, entries: [Entry]) {
        name = record.name
        queue = Queue(kept: entries, current: record.current)
        startAt = queue.current == nil ? 0 : record.milliseconds
        intent = record.intent
        held = record.held
        volume = record.volume
        unmuted = record.unmuted
    }

    var record: RoomRecord {
        RoomRecord(
            name: name, intent: audibleIntent, current: queue.current?.id,
            milliseconds: milliseconds,
            volume: volume, unmuted: unmuted, held: held)
    }

    var milliseconds: Int64 {
        guard let position, position.entry == queue.current?.id else { return startAt }
        return position.milliseconds
    }

    /// What the player is meant to do now; plays and commands are placed by `intent`.
    var audibleIntent: Intent { hush ?? intent }

    /// Whether sound is wanted and something is there to be heard.
    var wantsSound: Bool { audibleIntent == .playing && !queue.isEmpty }

    /// Whether the room waits for a person, since sound was away for a long time.
    func isHeldBack(_ rules: Jukebox.Rules, at now: MonotonicTime) -> Bool {
        held != nil || trouble.isLong(rules.holdAfter, at: now)
    }

    // MARK: Telling the player

    /// Sends the player whatever differs from the desired state.
    mutating func tellPlayer(_ rules: Jukebox.Rules, at now: MonotonicTime) -> [Effect] {
        var effects: [Effect] = []
        if takeUp() { effects.append(.keepRoom(record)) }
        if case .down = supervision.state { effects += spawn(rules, at: now) }
        countDenial(at: now)
        guard supervision.isUp else { return effects + [.show(name)] }
        if needsOtherPlayer(rules) { return effects + replacePlayer(at: now) + [.show(name)] }
        let commands = mirror.difference(to: wish(rules, at: now))
        for command in commands {
            supervision.sent(command, at: now)
            effects.append(.say(name, command))
        }
        if !mirror.isPlaying {
            supervision.moved(at: nil)
        } else if commands.contains(where: \.action.startsSound) {
            supervision.moved(at: now)
        }
        return effects + [.show(name)]
    }

    /// Takes the next entry where one is needed; a room without entries is stopped.
    ///
    /// - Returns: whether something has changed.
    private mutating func takeUp() -> Bool {
        if queue.isEmpty {
            guard intent != .stopped || held != nil else { return false }
            intent = .stopped
            held = nil
            endTrouble()
            return true
        }
        guard intent != .stopped, queue.current == nil else { return false }
        queue.takeNext()
        begin(at: 0)
        return true
    }

    /// Nobody wants sound any more: what kept it away is of no interest.
    mutating func endTrouble() {
        trouble.ended()
        if device.isTrouble { device = .closed }
    }

    /// Notes whether sound is wanted and denied: time counts only then.
    mutating func countDenial(at now: MonotonicTime) {
        trouble.update(wanted: wantsSound, at: now)
    }

    private func wish(_ rules: Jukebox.Rules, at now: MonotonicTime) -> PlayerMirror.Wish {
        var wish = PlayerMirror.Wish(volume: volume)
        guard let current = queue.current, audibleIntent != .stopped,
            !trouble.keepsWaiting(current.id)
        else { return wish }
        wish.piece = current.piece
        wish.milliseconds = milliseconds
        if audibleIntent == .paused {
            wish.hold = .pause
        } else if trouble.isLong(rules.holdAfter, at: now) {
            wish.hold = .probe
        }
        // What lies outside the music folders fails at its turn, though this player could read it.
        wish.next = queue.upcoming.first.flatMap { next in
            canRead(next.track.path) && rules.allows(next.track.path) ? next.piece : nil
        }
        return wish
    }

    func canRead(_ path: EscapedPath) -> Bool {
        readable.map { $0.contains(where: path.isInside) } ?? true
    }

    // MARK: Going on

    /// Begins the current entry at a position in it, in milliseconds.
    mutating func begin(at milliseconds: Int64) {
        mirror.reload()
        position = nil
        startAt = milliseconds
    }

    /// The current entry is over; what the player has confirmed to follow goes on without a gap.
    mutating func advance() -> [Entry] {
        let next = mirror.following
        _ = skip()
        if let next, let reranked = queue.makeCurrent(next) {
            mirror.wentOn(to: next)
            return reranked
        }
        mirror.forgetLoaded()
        return []
    }

    /// The current entry is given up for the next one.
    mutating func skip() -> Entry? {
        let gone = queue.finishCurrent()
        position = nil
        startAt = 0
        return gone
    }

    // MARK: News

    mutating func isReady(at now: MonotonicTime) {
        supervision.ready(at: now)
        mirror.forgetAll()
    }

    mutating func heard(_ heard: PlaybackPosition, at now: MonotonicTime) {
        if position?.frame != heard.frame { supervision.heard(at: now) }
        position = heard
        device = .open
        trouble.ended()
    }

    /// The sound is held; or, where it was only tried, file and device are there again.
    mutating func wasPaused(_ heard: PlaybackPosition) {
        position = heard
        guard mirror.isProbing else { return }
        mirror.probed()
        trouble.ended()
        guard intent == .playing else { return }
        intent = .paused
        held = queue.count
    }

    mutating func device(_ state: DeviceState, _ text: String, at now: MonotonicTime) {
        device = state
        guard state.isTrouble else { return }
        trouble.device(state, text, at: now)
        supervision.moved(at: nil)
    }

    /// Tries again what gave trouble.
    mutating func retry(_ rules: Jukebox.Rules, at now: MonotonicTime) -> [Effect] {
        trouble.retried()
        guard wantsSound else { return [] }
        if case .music = trouble.cause {
            // Its sandbox may know another folder than the one that is mounted now.
            supervision.hurry(at: now)
            return replacePlayer(at: now)
        }
        guard supervision.isUp, mirror.loaded != nil else { return [] }
        if mirror.isPlaying, !trouble.isLong(rules.holdAfter, at: now) {
            let command = mirror.command(.resume)
            supervision.sent(command, at: now)
            supervision.moved(at: now)
            return [.say(name, command)]
        }
        mirror.reload()
        return tellPlayer(rules, at: now)
    }

    /// Takes in that the player has ended and was collected.
    ///
    /// - Returns: the entry that is to blame, if one is.
    mutating func playerEnded(_ why: String, at now: MonotonicTime) -> EntryID? {
        let end = supervision.ended(holding: mirror.loaded, at: now)
        mirror.forgetAll()
        device = .closed
        switch end {
        case .asked: return nil
        case .itself(let culprit):
            trouble.player("the player ended (\(why)) and is started again")
            return culprit
        case .killed(.disk):
            if let current = queue.current {
                trouble.music(current.id, "the disk did not answer for 30 s", at: now)
            }
        case .killed(.device):
            device = .failing
            trouble.device(.failing, "the device took no frames for 3 s", at: now)
        case .killed(.start), .killed(.silence):
            trouble.player("the player did not answer and is started again")
        }
        return nil
    }

    // MARK: Time

    /// The next moment at which something is due; nil: only when something happens.
    var nextAlarm: MonotonicTime? {
        [supervision.alarm, wantsSound ? trouble.retryAt : nil, expiryAlarm]
            .compactMap { $0 }.min()
    }
}

extension PlayerCommand.Action {
    /// Whether frames are expected after it.
    fileprivate var startsSound: Bool {
        switch self {
        case .play(_, _, let paused): !paused
        case .resume: true
        case .pause, .stop, .follow, .seek, .volume, .quit: false
        }
    }
}
