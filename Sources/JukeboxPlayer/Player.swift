// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import Decoding
internal import JukeboxModel
internal import LinuxSystem

/// Plays one destination: commands in, sound and news out.
///
/// One thread, never waiting but in poll.
final class Player {
    /// What the player is doing.
    enum State: Equatable {
        /// Nothing is to be played, and the device is closed.
        case stopped
        /// Frames go to the device.
        case playing
        /// The sound is held; the device is closed at that moment.
        case paused(closeAt: MonotonicTime?)
        /// The device gave trouble; `resume` tries again where it was.
        case stalled
    }

    let opener: OutputOpener
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
    /// Whether the last piece was heard to its end, and nothing has been asked for since.
    var hasRunOut = false
    var failures: [EntryID: Reason] = [:]
    var volume = Volume.full
    var ramp = GainRamp(.full)
    var scaled: [Int16] = []
    var nextPosition: MonotonicTime?
    /// Whether the process should end.
    var isDone = false
    var quitAt: MonotonicTime?

    init(_ opener: OutputOpener, say: @escaping (PlayerEvent) -> Void) {
        self.opener = opener
        self.say = say
    }

    func announce(_ news: PlayerEvent.News) { say(PlayerEvent(obeyed: obeyed, news)) }

    // MARK: Commands

    func obey(_ command: PlayerCommand) {
        obeyed = command.number
        switch command.action {
        case .play(let piece, let from, let paused): play(piece, from, paused: paused)
        case .follow(let piece, _): follow(piece)
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

    /// Begins a piece in place of what is playing.
    func start(_ piece: Piece, _ milliseconds: Int64, paused: Bool) {
        hasRunOut = false
        waiting = nil
        output?.drop()
        timeline = Timeline()
        failures = [:]
        let format: SampleFormat
        var from: Int64 = 0
        do throws(DecodingError) {
            var opened = try MP3Decoder(piece.path)
            format = opened.format
            if milliseconds > 0 {
                from = try opened.seek(to: format.frames(inNanoseconds: milliseconds * 1_000_000))
            }
            opened.readAhead()
            decoder = consume opened
        } catch {
            fail(piece.entry, error.reason)
            return
        }
        if let output, output.format != format { close() }
        resetBuffer(format)
        timeline.begin(piece, at: 0, fileStart: from)
        if paused {
            state = .paused(closeAt: output == nil ? nil : Clock.monotonic + .seconds(10))
            announce(.paused(position))
        } else {
            begin()
        }
    }

    func fail(_ entry: EntryID, _ reason: Reason) {
        decoder = nil
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

    /// Opens the device where it is closed, and lets frames flow.
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

    func follow(_ piece: Piece?) {
        if hasRunOut, let piece {
            // The current piece ended while this command was on its way.
            start(piece, 0, paused: false)
            return
        }
        if timeline.stretches.count > 1, let last = timeline.last {
            guard last.piece != piece else { return }
            // It was decoded ahead. As long as none of it was written, it can be taken back.
            guard last.start >= buffer.written else { return }
            buffer.truncate(to: last.start)
            timeline.dropLast()
            decoder = nil
        }
        waiting = nil
        following = piece
        // What is wrong with the file shows when it is played.
        if let piece { try? MP3Decoder(piece.path).readAhead() }
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
        case .playing, .stopped: break  // it plays already, or there is nothing to go on with
        }
    }

    func stop() {
        hasRunOut = false
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
        let next = timeline.stretches.count > 1 ? timeline.last?.piece : waiting ?? following
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
