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

    private let opener: OutputOpener
    private let say: (PlayerEvent) -> Void
    private(set) var state = State.stopped
    private var obeyed: UInt64 = 0
    private var output: Output?
    private var buffer = PlaybackBuffer(format: .cd, capacity: 1)
    private var timeline = Timeline()
    private var decoder: MP3Decoder?
    private var following: Piece?
    /// A following piece of another format, which waits until the device has played out.
    private var waiting: Piece?
    /// Whether the last piece was heard to its end, and nothing has been asked for since.
    private var hasRunOut = false
    private var failures: [EntryID: Reason] = [:]
    private var volume = Volume.full
    private var ramp = GainRamp(.full)
    private var scaled: [Int16] = []
    private var nextPosition: MonotonicTime?
    /// Whether the process should end.
    private(set) var isDone = false
    private var quitAt: MonotonicTime?

    init(_ opener: OutputOpener, say: @escaping (PlayerEvent) -> Void) {
        self.opener = opener
        self.say = say
    }

    private func announce(_ news: PlayerEvent.News) { say(PlayerEvent(obeyed: obeyed, news)) }

    // MARK: Commands

    func obey(_ command: PlayerCommand) {
        obeyed = command.number
        switch command.action {
        case .play(let piece, let from, let paused): play(piece, from, paused: paused)
        case .follow(let piece): follow(piece)
        case .pause: pause()
        case .resume: resume()
        case .stop: stop()
        case .seek(let milliseconds): seek(milliseconds)
        case .volume(let volume): set(volume)
        case .quit: quit()
        }
        announce(.obeyed)
    }

    private func play(_ piece: Piece, _ milliseconds: Int64, paused: Bool) {
        following = nil
        start(piece, milliseconds, paused: paused)
    }

    /// Begins a piece in place of what is playing.
    private func start(_ piece: Piece, _ milliseconds: Int64, paused: Bool) {
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
            announce(.paused(place))
        } else {
            begin()
        }
    }

    private func fail(_ entry: EntryID, _ reason: Reason) {
        decoder = nil
        close()
        state = .stopped
        announce(.failed(entry, reason))
    }

    private func resetBuffer(_ format: SampleFormat) {
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
    private func begin() {
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

    private func follow(_ piece: Piece?) {
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

    private func pause() {
        guard state == .playing else {
            if state == .stalled { state = .paused(closeAt: nil) }
            return
        }
        settle()
        guard state == .playing else { return }
        output?.drop()
        buffer.rewind()
        timeline.interrupt()
        state = .paused(closeAt: Clock.monotonic + .seconds(10))
        announce(.paused(place))
    }

    private func resume() {
        switch state {
        case .paused, .stalled: if timeline.current != nil { begin() }
        case .playing, .stopped: break  // it plays already, or there is nothing to go on with
        }
    }

    private func stop() {
        hasRunOut = false
        guard state != .stopped else { return }
        decoder = nil
        following = nil
        waiting = nil
        timeline = Timeline()
        close()
        state = .stopped
    }

    private func seek(_ milliseconds: Int64) {
        guard let current = timeline.current else { return }
        let next = timeline.stretches.count > 1 ? timeline.last?.piece : waiting ?? following
        let held: Bool = if case .paused = state { true } else { false }
        start(current.piece, milliseconds, paused: held)
        if timeline.current != nil { following = next }
    }

    private func set(_ volume: Volume) {
        self.volume = volume
        if state == .playing {
            ramp.glide(to: volume, format: buffer.format)
        } else {
            ramp.jump(to: volume)
        }
    }

    private func quit() {
        guard state == .playing else {
            isDone = true
            return
        }
        announce(.paused(place))
        ramp.glide(to: .muted, format: buffer.format, milliseconds: 100)
        quitAt = Clock.monotonic + .milliseconds(400)
    }

    // MARK: Sound

    private var place: Heard {
        let frame = timeline.fileFrame(at: buffer.heard)
        return Heard(
            entry: timeline.current?.piece.entry ?? EntryID(0), frame: frame,
            rate: buffer.format.rate, at: Clock.monotonic)
    }

    /// Does what the moment asks for: feeds the device, tells news, closes what is not needed.
    func tick() {
        let now = Clock.monotonic
        if let quitAt, now >= quitAt { isDone = true }
        switch state {
        case .playing:
            do throws(OutputProblem) { try pump() } catch { stall(error) }
        case .paused(let closeAt?) where now >= closeAt:
            close()
            state = .paused(closeAt: nil)
        case .paused, .stopped, .stalled: break
        }
    }

    private func pump() throws(OutputProblem) {
        guard let output else { return }
        try hear(output)
        for _ in 0..<64 {
            decode()
            let wrote = try write(output)
            if output.isFast { try hear(output) }
            if wrote == 0 { break }
        }
        if decoder == nil, buffer.waiting == 0, timeline.current != nil {
            try output.finish(afterFrames: buffer.written)
            try hear(output)
        }
        afterTheLast()
    }

    /// Takes in how far the device is, and tells what that means.
    private func hear(_ output: Output) throws(OutputProblem) {
        buffer.played(delay: try output.delay())
        for crossing in timeline.advance(to: buffer.heard, moving: true) {
            switch crossing {
            case .playing(let stretch):
                let frame = stretch.fileStart + max(0, buffer.heard - stretch.start)
                announce(
                    .playing(
                        Heard(
                            entry: stretch.piece.entry, frame: frame, rate: buffer.format.rate,
                            at: Clock.monotonic)))
            case .ended(let stretch):
                if let reason = failures.removeValue(forKey: stretch.piece.entry) {
                    announce(.failed(stretch.piece.entry, reason))
                } else {
                    announce(.ended(stretch.piece.entry))
                }
            }
        }
        if let moment = nextPosition, Clock.monotonic >= moment, timeline.current != nil {
            announce(.position(place))
            nextPosition = Clock.monotonic + .seconds(1)
        }
    }

    /// Decodes a little ahead of the device; goes over to the following piece at an end.
    private func decode() {
        let ahead = output?.isFast == true ? 4096 : buffer.format.rate / 4
        while buffer.waiting < ahead, buffer.room > 0 {
            if decoder == nil, !openFollowing() { return }
            var ended = false
            do throws(DecodingError) {
                _ = try buffer.fill(atMost: 4608) { place throws(DecodingError) in
                    switch try decoder?.read(into: place) ?? .end {
                    case .frames(let count): return count
                    case .end:
                        ended = true
                        return 0
                    }
                }
            } catch {
                if let entry = timeline.last?.piece.entry { failures[entry] = error.reason }
                ended = true
            }
            if ended {
                decoder = nil
                timeline.end(at: buffer.decoded)
            }
        }
    }

    private func openFollowing() -> Bool {
        guard waiting == nil, let piece = following else { return false }
        following = nil
        do throws(DecodingError) {
            let next = try MP3Decoder(piece.path)
            guard next.format == buffer.format else {
                waiting = piece
                return false
            }
            decoder = consume next
            timeline.begin(piece, at: buffer.decoded, fileStart: 0)
            return true
        } catch {
            announce(.failed(piece.entry, error.reason))
            return false
        }
    }

    private func write(_ output: Output) throws(OutputProblem) -> Int {
        if ramp.isUnity {
            return try buffer.drain(atMost: .max) { place, count throws(OutputProblem) in
                try output.write(place, frames: count)
            }
        }
        let channels = buffer.format.channels
        return try buffer.drain(atMost: 4096) { place, count throws(OutputProblem) in
            let before = ramp
            ramp.apply(place, to: &scaled, channels: channels)
            let taken = try scaled.withUnsafeBufferPointer { loud throws(OutputProblem) in
                try output.write(loud, frames: count)
            }
            if taken < count {
                // Only what was taken moves the ramp on.
                ramp = before
                let heard = UnsafeBufferPointer(rebasing: place[..<(taken * channels)])
                ramp.apply(heard, to: &scaled, channels: channels)
            }
            return taken
        }
    }

    /// When the device has played out: another format begins, or the device is closed.
    private func afterTheLast() {
        guard timeline.current == nil, decoder == nil else { return }
        if let piece = waiting ?? following {
            following = nil
            close()
            start(piece, 0, paused: false)
        } else {
            close()
            state = .stopped
            hasRunOut = true
        }
    }

    /// Brings `heard` up to date; trouble shows as a stall.
    private func settle() {
        guard let output else { return }
        do throws(OutputProblem) { try hear(output) } catch { stall(error) }
    }

    private func stall(_ problem: OutputProblem) {
        output = nil
        buffer.rewind()
        timeline.interrupt()
        state = .stalled
        announce(.device(problem.state, text: problem.text))
    }

    private func close() {
        guard output != nil else { return }
        output?.drop()
        output = nil
        announce(.device(.closed, text: ""))
    }

    // MARK: Waiting

    /// What to poll besides the commands, and until when.
    func waits() -> (watched: [Watched], until: MonotonicTime?) {
        switch state {
        case .stopped, .stalled: return ([], quitAt)
        case .paused(let closeAt): return ([], closeAt)
        case .playing: break
        }
        guard let output else { return ([], nil) }
        let now = Clock.monotonic
        let playsOut = buffer.waiting == 0 && decoder == nil
        var until = nextPosition ?? now + .seconds(1)
        if output.isFast {
            until = now
        } else {
            if let wake = output.nextWake(untilEmpty: playsOut) { until = min(until, wake) }
            // A device says when it has room, not when a frame is heard.
            if playsOut || timeline.current?.announced != true || timeline.stretches.count > 1 {
                until = min(until, now + untilCrossing())
            }
        }
        if let quitAt { until = min(until, quitAt) }
        return (playsOut || output.isFast ? [] : output.watched, until)
    }

    private func untilCrossing() -> MonotonicTime.Span {
        let left: Int64
        if timeline.current?.announced != true {
            left = 0
        } else {
            left = (timeline.current?.end ?? buffer.decoded) - buffer.heard
        }
        let span = buffer.format.nanoseconds(ofFrames: max(0, left))
        return max(.milliseconds(1), .init(nanoseconds: span))
    }
}
