// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Decoding
internal import JukeboxModel
internal import LinuxSystem

// The sound half of the player: decodes ahead, feeds the device, and announces what was heard.
extension Player {
    var position: PlaybackPosition {
        let frame = timeline.fileFrame(at: buffer.heard)
        return PlaybackPosition(
            entry: timeline.current?.piece.entry ?? EntryID(0), frame: frame,
            rate: buffer.format.rate, at: Clock.monotonic)
    }

    /// Does the work that is due: feeds the device, announces news, closes the idle device.
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

    func pump() throws(OutputProblem) {
        guard let output else { return }
        try hear(output)
        let underruns = output.underruns
        defer { if output.underruns > underruns { announce(.underrun) } }
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

    /// Reads the position of the device, and announces what has changed.
    private func hear(_ output: Output) throws(OutputProblem) {
        buffer.played(delay: try output.delay())
        for crossing in timeline.advance(to: buffer.heard) {
            switch crossing {
            case .playing(let stretch):
                let frame = stretch.fileStart + max(0, buffer.heard - stretch.start)
                announce(
                    .playing(
                        PlaybackPosition(
                            entry: stretch.piece.entry, frame: frame, rate: buffer.format.rate,
                            at: Clock.monotonic)))
            case .ended(let stretch):
                if let reason = failures.removeValue(forKey: stretch.piece.entry) {
                    // If the music is away, the next piece waits too.
                    if reason.code == .away { return fail(stretch.piece.entry, reason) }
                    announce(.failed(stretch.piece.entry, reason))
                } else {
                    announce(.ended(stretch.piece.entry))
                }
            }
        }
        if let moment = nextPosition, Clock.monotonic >= moment, timeline.current != nil {
            announce(.position(position))
            nextPosition = Clock.monotonic + .seconds(1)
        }
    }

    /// Decodes a little ahead of the device; continues with the following piece at an end.
    func decode() {
        let ahead = output?.isFast == true ? 4096 : buffer.format.rate / 4
        while buffer.waiting < ahead, buffer.room > 0 {
            if decoder == nil, !openFollowing() { return }
            var ended = false
            do throws(DecodingError) {
                _ = try buffer.fill(atMost: 4608) { samples throws(DecodingError) in
                    switch try decoder?.read(into: samples) ?? .end {
                    case .frames(let count): return count
                    case .end:
                        ended = true
                        return 0
                    }
                }
            } catch {
                if let entry = timeline.last?.piece.entry {
                    failures[entry] = music.reason(for: error)
                }
                ended = true
            }
            if ended { finishStretch() }
        }
    }

    /// The file has ended, or broken off.
    private func finishStretch() {
        defer {
            decoder = nil
            timeline.end(at: buffer.decoded)
        }
        guard let last = timeline.last, failures[last.piece.entry] == nil else { return }
        let (decoded, format) = (buffer.decoded - last.start, buffer.format)
        guard decoded > 0 else { return }
        let length = last.fileStart + decoded
        let known = decoder?.exactLength.map(format.milliseconds)
        if known != format.milliseconds(ofFrames: length) {
            announce(length: length, of: last.piece.entry, format)
        }
    }

    private func openFollowing() -> Bool {
        guard waiting == nil, let piece = following, !fetcher.isFetching(piece.path) else {
            return false
        }
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
            announce(.failed(piece.entry, music.reason(for: error)))
            return false
        }
    }

    private func write(_ output: Output) throws(OutputProblem) -> Int {
        if ramp.isUnity {
            return try buffer.drain(atMost: .max) { samples, count throws(OutputProblem) in
                try output.write(samples, frames: count)
            }
        }
        let channels = buffer.format.channels
        return try buffer.drain(atMost: 4096) { samples, count throws(OutputProblem) in
            let before = ramp
            ramp.apply(samples, to: &scaled, channels: channels)
            let taken = try scaled.withUnsafeBufferPointer { loud throws(OutputProblem) in
                try output.write(loud, frames: count)
            }
            if taken < count {
                // Only frames that were taken advance the ramp.
                ramp = before
                let heard = UnsafeBufferPointer(rebasing: samples[..<(taken * channels)])
                ramp.apply(heard, to: &scaled, channels: channels)
            }
            return taken
        }
    }

    /// When the device has played out: another format begins, or the device is closed.
    func afterTheLast() {
        guard timeline.current == nil, decoder == nil else { return }
        if let piece = waiting ?? following {
            following = nil
            close()
            start(piece, 0, paused: false)
        } else {
            close()
            state = .stopped
        }
    }

    /// Updates `heard`; trouble with the device becomes a stall.
    func syncPosition() {
        guard let output else { return }
        do throws(OutputProblem) { try hear(output) } catch { stall(error) }
    }

    func stall(_ problem: OutputProblem) {
        output = nil
        buffer.rewind()
        timeline.interrupt()
        state = .stalled
        announce(.device(problem.state, text: problem.text))
    }

    func close() {
        guard output != nil else { return }
        output?.drop()
        output = nil
        announce(.device(.closed, text: ""))
    }

    // MARK: Waiting

    /// The descriptors to poll besides the commands, and the time to wake up.
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
        guard playsOut else { return (output.isFast ? [] : output.watched, until) }
        // The next piece is opened as soon as the disk has it.
        let fetch = following != nil && waiting == nil ? fetcher.watched : nil
        return (fetch.map { [$0] } ?? [], until)
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

extension SampleFormat {
    func milliseconds(ofFrames frames: Int64) -> Int64 { nanoseconds(ofFrames: frames) / 1_000_000 }
}
