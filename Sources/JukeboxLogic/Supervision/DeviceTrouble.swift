// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// What sound is waiting for, since when, and when to try again.
struct DeviceTrouble: Hashable, Sendable {
    enum Cause: Hashable {
        /// The device is busy, absent or failing.
        case device(DeviceState)
        /// The music folder is missing, empty, or answers with I/O errors; found out by this entry.
        case music(EntryID)
        /// The player has died or was killed, and is started again.
        case player
    }

    /// Nil when nothing is known to be wrong.
    private(set) var cause: Cause?
    /// What is wrong, for people.
    private(set) var text = ""
    /// Since when the device or the music is away; nil while neither is known to be.
    private(set) var awaySince: MonotonicTime?
    /// When to try again; nil while somebody else tries (the supervision) or nothing is wrong.
    private(set) var retryAt: MonotonicTime?
    /// Since when sound is wanted and denied; orders expire by this.
    private(set) var deniedSince: MonotonicTime?
    /// The same, counted from the last time that somebody asked for sound.
    private var askedSince: MonotonicTime?
    private var backoff = Backoff()

    /// Notes trouble with the device; it is tried again after a pause.
    mutating func device(_ state: DeviceState, _ text: String, at now: MonotonicTime) {
        if case .music = cause { awaySince = nil }
        enter(.device(state), text)
        awaySince = awaySince ?? now
        retryAt = now + backoff.next()
    }

    /// Notes that an entry's music is away.
    mutating func music(_ entry: EntryID, _ text: String, at now: MonotonicTime) {
        if case .device = cause { awaySince = nil }
        enter(.music(entry), text)
        awaySince = awaySince ?? now
        retryAt = now + backoff.next()
    }

    /// Notes that the player is not there; trouble with music or a device is remembered.
    mutating func player(_ text: String) {
        switch cause {
        case nil, .player, .device: enter(.player, text)
        case .music: break
        }
        if case .player = cause { retryAt = nil }
    }

    private mutating func enter(_ cause: Cause, _ text: String) {
        self.cause = cause
        self.text = text
    }

    /// It is tried again now; trouble is over only when the attempt succeeds.
    mutating func retried() { retryAt = nil }

    /// It should be tried again at once: devices or mounts have changed.
    mutating func hurry(at now: MonotonicTime) {
        if retryAt != nil { retryAt = now }
    }

    /// Sound is there.
    mutating func ended() { self = DeviceTrouble() }

    /// Notes whether sound is wanted; only then does time count.
    mutating func update(wanted: Bool, at now: MonotonicTime) {
        guard wanted, cause != nil else {
            deniedSince = nil
            askedSince = nil
            return
        }
        deniedSince = deniedSince ?? now
        askedSince = askedSince ?? now
    }

    /// Somebody asks for sound: it may start by itself again for a while.
    mutating func wasAsked() { askedSince = nil }

    /// Whether nobody has asked for sound for so long that it should not start by itself.
    func isLong(_ span: MonotonicTime.Span, at now: MonotonicTime) -> Bool {
        askedSince.map { now - $0 > span } ?? false
    }

    /// Whether this entry has to wait until `retryAt` before it is loaded again.
    func keepsWaiting(_ entry: EntryID) -> Bool {
        retryAt != nil && cause == .music(entry)
    }
}
