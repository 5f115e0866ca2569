// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ALSA
internal import JukeboxModel
internal import LinuxSystem

/// The output of a destination, as the settings name it.
enum OutputName: Equatable {
    /// An ALSA PCM.
    case alsa(String)
    /// No device; frames pass in real time.
    case silent
    /// A WAV file; in real time, or as fast as possible.
    case wav(path: String, fast: Bool)

    init(_ name: String) {
        if name == "silent" {
            self = .silent
        } else if name.hasPrefix("wav:") {
            let rest = name.dropFirst(4)
            let fast = rest.hasSuffix("?fast")
            self = .wav(path: String(fast ? rest.dropLast(5) : rest), fast: fast)
        } else {
            self = .alsa(name)
        }
    }
}

/// Why an output cannot be used now.
struct OutputProblem: Error, Equatable {
    var state: DeviceState
    var text: String
}

/// An open output: takes frames without blocking, and knows how many it has not yet played.
final class Output {
    let format: SampleFormat
    private var device: PCM?
    private var clocked: ClockedOutput?
    /// How often it has run dry before its end.
    private(set) var underruns = 0
    /// Frames of silence written after the last real frame.
    private var padding = 0

    init(device: consuming PCM, format: SampleFormat) {
        self.device = consume device
        self.format = format
    }

    init(clocked: ClockedOutput, format: SampleFormat) {
        self.clocked = clocked
        self.format = format
    }

    /// The frames between writing and hearing if it is full.
    var bufferFrames: Int { device?.bufferFrames ?? clocked?.bufferFrames ?? 0 }

    /// Whether it is not paced by a clock and should be fed without a pause.
    var isFast: Bool { clocked?.isFast ?? false }

    func write(_ samples: UnsafeBufferPointer<Int16>, frames: Int) throws(OutputProblem) -> Int {
        let wasFinished = padding > 0
        padding = 0
        if clocked != nil {
            return try clocked?.write(samples, frames: frames, at: Clock.monotonic) ?? 0
        }
        let before = device?.underruns ?? 0
        defer { if !wasFinished { underruns += (device?.underruns ?? 0) - before } }
        do throws(ALSAError) {
            return try device?.write(samples, frames: frames) ?? 0
        } catch {
            throw Self.problem(error)
        }
    }

    /// Frames written and not yet heard, without padding.
    func delay() throws(OutputProblem) -> Int {
        if clocked != nil { return try clocked?.delay(at: Clock.monotonic) ?? 0 }
        do throws(ALSAError) {
            return max(0, (try device?.delay() ?? 0) - padding)
        } catch {
            throw Self.problem(error)
        }
    }

    /// Fills the last period with silence, and starts a device that has not started yet.
    func finish(afterFrames written: Int64) throws(OutputProblem) {
        guard let period = device?.periodFrames, padding == 0 else { return }
        let missing = period - Int(written % Int64(period))
        let silence = [Int16](repeating: 0, count: missing * format.channels)
        do throws(ALSAError) {
            padding = try silence.withUnsafeBufferPointer { samples throws(ALSAError) in
                try device?.write(samples, frames: missing) ?? 0
            }
        } catch {
            throw Self.problem(error)
        }
        device?.start()
    }

    /// Discards the frames that have not been heard.
    func drop() {
        padding = 0
        device?.drop()
        clocked?.drop()
    }

    /// The descriptors to poll while frames are queued.
    var watched: [Watched] {
        (device?.pollDescriptors() ?? []).map { Watched($0.number, events: $0.events) }
    }

    /// When a clocked output has room again, or has played out; nil for a device.
    func nextWake(untilEmpty: Bool) -> MonotonicTime? {
        clocked?.nextWake(untilEmpty: untilEmpty)
    }

    private static func problem(_ error: ALSAError) -> OutputProblem {
        OutputProblem(state: error.state, text: error.description)
    }
}

/// Opens a destination's output; a WAV file stays open, because the sandbox forbids reopening.
struct OutputOpener {
    let name: OutputName
    private let file: WAVFile?

    init(_ name: OutputName) throws(OutputProblem) {
        self.name = name
        guard case .wav(let path, _) = name else {
            file = nil
            return
        }
        do throws(SystemError) {
            file = try WAVFile(path, format: .cd)
        } catch {
            throw OutputProblem(state: .failing, text: error.description)
        }
    }

    func open(_ format: SampleFormat) throws(OutputProblem) -> Output {
        switch name {
        case .alsa(let device):
            do throws(ALSAError) {
                return Output(device: try PCM(device, format), format: format)
            } catch {
                throw OutputProblem(state: error.state, text: error.description)
            }
        case .silent:
            let clocked = ClockedOutput(format: format, file: nil, fast: false)
            return Output(clocked: clocked, format: format)
        case .wav(_, let fast):
            let clocked = ClockedOutput(format: format, file: file, fast: fast)
            return Output(clocked: clocked, format: format)
        }
    }
}
