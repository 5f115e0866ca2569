// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Decoding
internal import JukeboxModel
internal import LinuxSystem

/// Plays one destination: commands in, sound and news out.
///
/// Has one thread, which blocks in `poll`, and on the disk while it opens a file. The following
/// file is fetched on a separate thread.
final class Player {
    /// The states of the player.
    enum State: Equatable {
        /// Nothing plays, and the device is closed.
        case stopped
        /// Frames go to the device.
        case playing
        /// The sound is held; the device is closed at this moment.
        case paused(closeAt: MonotonicTime?)
        /// The device has failed; `resume` tries it again at the same position.
        case stalled
    }

    let opener: OutputOpener
    let music: MusicFolders
    var fetcher = FileFetcher()
    let say: (PlayerEvent) -> Void
    var state = State.stopped
    var obeyed: UInt64 = 0
    var output: Output?
    var buffer = PlaybackBuffer(format: .cd, capacity: 1)
    var timeline = Timeline()
    var decoder: MP3Decoder?
    var following: Piece?
    /// A following piece of another format, which waits until the device has played out.
    var waiting: Piece?
    var failures: [EntryID: Reason] = [:]
    var volume = Volume.full
    var ramp = GainRamp(.full)
    var scaled: [Int16] = []
    var nextPosition: MonotonicTime?
    /// Whether the process should end.
    var isDone = false
    var quitAt: MonotonicTime?

    init(
        _ opener: OutputOpener, music: MusicFolders = MusicFolders([]),
        say: @escaping (PlayerEvent) -> Void
    ) {
        self.opener = opener
        self.music = music
        self.say = say
    }

    func announce(_ news: PlayerEvent.News) {
        // Frames of the fade-out do not count: the next player begins at the position of `quit`.
        guard quitAt == nil || news == .obeyed else { return }
        say(PlayerEvent(obeyed: obeyed, news))
    }

    func announce(length frames: Int64, of entry: EntryID, _ format: SampleFormat) {
        announce(.length(entry, milliseconds: format.milliseconds(ofFrames: frames)))
    }

    // MARK: Commands

    func obey(_ command: PlayerCommand) {
        // Frames heard before the command are announced before its number is taken over.
        if case .follow = command.action { catchUp() }
        obeyed = command.number
        switch command.action {
        case .play(let piece, let from, let paused): play(piece, from, paused: paused)
        case .follow(let piece, let after): follow(piece, after: after)
        case .pause: pause()
        case .resume: resume()
        case .stop: stop()
        case .seek(let milliseconds): seek(milliseconds)
        case .volume(let volume): set(volume)
        case .quit: quit()
        }
        announce(.obeyed)
    }

    func play(_ piece: Piece, _ milliseconds: Int64, paused: Bool) {
        following = nil
        start(piece, milliseconds, paused: paused)
    }

    /// Starts a piece in place of the current one.
    func start(_ piece: Piece, _ milliseconds: Int64, paused: Bool) {
        waiting = nil
        output?.drop()
        timeline = Timeline()
        failures = [:]
        let format: SampleFormat
        let from: Int64
        do throws(DecodingError) {
            var opened = try MP3Decoder(piece.path)
            format = opened.format
            from = try Self.seek(&opened, milliseconds)
            opened.readAhead()
            if let frames = opened.counted { announce(length: frames, of: piece.entry, format) }
            decoder = consume opened
        } catch {
            fail(piece.entry, music.reason(for: error))
            return
        }
        if let output, output.format != format { close() }
        resetBuffer(format)
        timeline.begin(piece, at: 0, fileStart: from)
        if paused { probe() } else { begin() }
    }

    private static func seek(
        _ decoder: inout MP3Decoder, _ milliseconds: Int64
    ) throws(DecodingError) -> Int64 {
        guard milliseconds > 0 else { return 0 }
        let frame = decoder.format.frames(inNanoseconds: milliseconds * 1_000_000)
        return try decoder.seek(to: frame)
    }

    func fail(_ entry: EntryID, _ reason: Reason) {
        decoder = nil
        following = nil
        waiting = nil
        timeline = Timeline()
        close()
        state = .stopped
        announce(.failed(entry, reason))
    }

    func resetBuffer(_ format: SampleFormat) {
        // The device's buffer twice, and a quarter of a second decoded ahead.
        let capacity = format.rate
        if buffer.format == format, buffer.capacity == capacity {
            buffer.clear()
        } else {
            buffer = PlaybackBuffer(format: format, capacity: capacity)
            scaled = [Int16](repeating: 0, count: 4096 * format.channels)
        }
    }

    /// Tries the device, closes it again, and holds.
    private func probe() {
        do throws(OutputProblem) {
            if output == nil { output = try opener.open(buffer.format) }
            close()
            state = .paused(closeAt: nil)
            announce(.paused(position))
        } catch {
            stall(error)
        }
    }

    /// Opens the device if it is closed, and lets frames flow.
    func begin() {
        do throws(OutputProblem) {
            if output == nil {
                output = try opener.open(buffer.format)
                announce(.device(.open, text: ""))
            }
            ramp.jump(to: volume)
            state = .playing
            nextPosition = Clock.monotonic + .seconds(1)
            try pump()
        } catch {
            stall(error)
        }
    }

    func pause() {
        guard state == .playing else {
            if state == .stalled { state = .paused(closeAt: nil) }
            return
        }
        syncPosition()
        guard state == .playing else { return }
        output?.drop()
        buffer.rewind()
        timeline.interrupt()
        state = .paused(closeAt: Clock.monotonic + .seconds(10))
        announce(.paused(position))
    }

    func resume() {
        switch state {
        case .paused, .stalled: if timeline.current != nil { begin() }
        case .playing, .stopped: break  // it plays already, or has nothing to resume
        }
    }

    func stop() {
        guard state != .stopped else { return }
        decoder = nil
        following = nil
        waiting = nil
        timeline = Timeline()
        close()
        state = .stopped
    }

    func seek(_ milliseconds: Int64) {
        guard let current = timeline.current else { return }
        let next = next
        let held: Bool = if case .paused = state { true } else { false }
        start(current.piece, milliseconds, paused: held)
        if timeline.current != nil { following = next }
    }

    func set(_ volume: Volume) {
        self.volume = volume
        if state == .playing {
            ramp.glide(to: volume, format: buffer.format)
        } else {
            ramp.jump(to: volume)
        }
    }

    func quit() {
        guard state == .playing else {
            isDone = true
            return
        }
        announce(.paused(position))
        ramp.glide(to: .muted, format: buffer.format, milliseconds: 100)
        quitAt = Clock.monotonic + .milliseconds(400)
    }
}
