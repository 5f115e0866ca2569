// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CALSA
public import JukeboxModel

/// An open playback device that never makes its caller wait.
///
/// Closed when the value goes out of scope. The corresponding C type is `snd_pcm_t`.
@safe public struct PCM: ~Copyable {
    private let handle: OpaquePointer
    private let device: String
    /// Frames that the device's buffer holds.
    public let bufferFrames: Int
    /// Frames that the device takes at a time.
    public let periodFrames: Int

    deinit { _ = unsafe snd_pcm_close(handle) }

    /// Loads ALSA's configuration, so that no order pays for it.
    ///
    /// The C function is
    /// `snd_config_update`.
    public static func prepare() {
        jb_alsa_be_quiet()
        snd_config_update()
    }

    /// Opens a device for S16 frames.
    ///
    /// The C functions are `snd_pcm_open` and `snd_pcm_hw_params_*`.
    public init(_ device: String, _ format: SampleFormat) throws(ALSAError) {
        var opened: OpaquePointer?
        let code = unsafe snd_pcm_open(
            &opened, device, SND_PCM_STREAM_PLAYBACK, CInt(SND_PCM_NONBLOCK))
        guard code >= 0, let handle = unsafe opened else {
            throw ALSAError(call: "snd_pcm_open", device: device, code: code)
        }
        do {
            let sizes = try unsafe Self.configure(handle, device, format)
            bufferFrames = sizes.buffer
            periodFrames = sizes.period
        } catch {
            unsafe snd_pcm_close(handle)
            throw error
        }
        unsafe self.handle = handle
        self.device = device
    }

    private struct Sizes {
        var buffer: Int
        var period: Int
    }

    private static func configure(
        _ handle: OpaquePointer, _ device: String, _ format: SampleFormat
    ) throws(ALSAError) -> Sizes {
        func check(_ call: String, _ code: CInt) throws(ALSAError) {
            guard code >= 0 else { throw ALSAError(call: call, device: device, code: code) }
        }
        // Two hundred milliseconds: short enough to feel direct, long enough for a busy machine.
        try check(
            "snd_pcm_set_params",
            unsafe snd_pcm_set_params(
                handle, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED,
                UInt32(format.channels), UInt32(format.rate), 1, 200_000))
        var buffer: snd_pcm_uframes_t = 0
        var period: snd_pcm_uframes_t = 0
        try check("snd_pcm_get_params", unsafe snd_pcm_get_params(handle, &buffer, &period))
        // Start with the first period, not with a full buffer, so that an order is heard at once.
        var software: OpaquePointer?
        unsafe snd_pcm_sw_params_malloc(&software)
        defer { unsafe snd_pcm_sw_params_free(software) }
        try check("snd_pcm_sw_params_current", unsafe snd_pcm_sw_params_current(handle, software))
        try check(
            "snd_pcm_sw_params_set_start_threshold",
            unsafe snd_pcm_sw_params_set_start_threshold(handle, software, period))
        try check("snd_pcm_sw_params", unsafe snd_pcm_sw_params(handle, software))
        return Sizes(buffer: Int(buffer), period: Int(period))
    }

    /// Queues interleaved samples without waiting.
    ///
    /// The C function is `snd_pcm_writei`.
    ///
    /// An underrun is recovered from once; the frames are then written again.
    ///
    /// - Returns: whole frames accepted; zero when the device is full.
    public mutating func write(
        _ samples: UnsafeBufferPointer<Int16>, frames: Int
    ) throws(ALSAError) -> Int {
        var taken = unsafe snd_pcm_writei(handle, samples.baseAddress, UInt(frames))
        if taken == -Int(EPIPE) || taken == -Int(ESTRPIPE) {
            underruns += 1
            let code = unsafe snd_pcm_recover(handle, CInt(taken), 1)
            guard code >= 0 else {
                throw ALSAError(call: "snd_pcm_recover", device: device, code: code)
            }
            taken = unsafe snd_pcm_writei(handle, samples.baseAddress, UInt(frames))
        }
        if taken == -Int(EAGAIN) { return 0 }
        guard taken >= 0 else {
            throw ALSAError(call: "snd_pcm_writei", device: device, code: CInt(taken))
        }
        waiting = unsafe snd_pcm_state(handle) == SND_PCM_STATE_RUNNING ? 0 : waiting + taken
        return taken
    }

    /// Frames written to a device that does not run yet.
    private var waiting = 0

    /// How often the device ran dry.
    public private(set) var underruns = 0

    /// Starts a device that holds less than its threshold.
    ///
    /// The C function is `snd_pcm_start`.
    public mutating func start() {
        if unsafe snd_pcm_state(handle) == SND_PCM_STATE_PREPARED { unsafe snd_pcm_start(handle) }
    }

    /// Frames that are written and not yet heard; zero when the device has run dry.
    ///
    /// The C function is `snd_pcm_delay`.
    public mutating func delay() throws(ALSAError) -> Int {
        // Before it runs, nothing is heard; some plugins fail when they are asked then.
        guard unsafe snd_pcm_state(handle) == SND_PCM_STATE_RUNNING else {
            return unsafe snd_pcm_state(handle) == SND_PCM_STATE_PREPARED ? waiting : 0
        }
        var delay: snd_pcm_sframes_t = 0
        let code = unsafe snd_pcm_delay(handle, &delay)
        if code == -EPIPE || code == -ESTRPIPE { return 0 }
        guard code >= 0 else { throw ALSAError(call: "snd_pcm_delay", device: device, code: code) }
        return max(0, delay)
    }

    /// Discards frames that have not been played.
    ///
    /// The C functions are `snd_pcm_drop` and
    /// `snd_pcm_prepare`.
    public mutating func drop() {
        waiting = 0
        unsafe snd_pcm_drop(handle)
        unsafe snd_pcm_prepare(handle)
    }

    /// One descriptor to poll, and the events to poll it for.
    public struct PollDescriptor: Sendable {
        /// The descriptor's number.
        public var number: CInt
        /// The bits to wait for, such as `POLLOUT`.
        public var events: Int16
    }

    /// The descriptors to poll.
    ///
    /// The C function is `snd_pcm_poll_descriptors`.
    public func pollDescriptors() -> [PollDescriptor] {
        let count = unsafe snd_pcm_poll_descriptors_count(handle)
        guard count > 0 else { return [] }
        var list = [pollfd](repeating: pollfd(), count: Int(count))
        let filled = unsafe snd_pcm_poll_descriptors(handle, &list, UInt32(count))
        return list.prefix(Int(max(0, filled))).map {
            PollDescriptor(number: $0.fd, events: $0.events)
        }
    }
}
