// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CMpg123
public import JukeboxModel

/// Turns one MP3 file into S16 frames, from its first real sample to its last.
///
/// The encoder's delay and padding are left out (LAME tag), volume tags are not applied, and
/// nothing is dithered. The corresponding C type is `mpg123_handle`.
@safe public struct MP3Decoder: ~Copyable {
    private let handle: OpaquePointer
    private let path: EscapedPath
    private let file: File
    /// The format of its frames.
    public let format: SampleFormat
    /// Frames in the file by its Xing, Info or VBRI header; nil if it has none.
    public let stated: Int64?
    /// Frames in the file as a seek has counted them; nil if nothing was counted.
    public private(set) var counted: Int64?
    /// Frames in the file, as the header states them or a seek has counted them.
    public var exactLength: Int64? { counted ?? stated }

    deinit {
        unsafe mpg123_close(handle)
        unsafe mpg123_delete(handle)
        file.close()
    }

    /// Opens a regular file and reads its first frame header.
    ///
    /// The C function is `mpg123_open_handle`.
    public init(_ path: EscapedPath) throws(DecodingError) {
        let file = try File(path)
        let stream: Stream
        do throws(DecodingError) {
            stream = try Stream(file, path)
        } catch {
            file.close()
            throw error
        }
        unsafe handle = stream.handle
        format = stream.format
        stated = stream.stated
        self.path = path
        self.file = file
    }

    /// A decoder that has read the first frame's header.
    @safe private struct Stream {
        let handle: OpaquePointer
        let format: SampleFormat
        let stated: Int64?

        init(_ file: File, _ path: EscapedPath) throws(DecodingError) {
            guard let handle = unsafe mpg123_new(nil, nil) else {
                throw DecodingError(path: path, code: .player, why: "out of memory")
            }
            unsafe MP3Decoder.configure(handle)
            var rate = 0
            var channels: CInt = 0
            var encoding: CInt = 0
            guard unsafe jb_mpg123_open(handle, file.state) == MPG123_OK.rawValue,
                unsafe mpg123_getformat(handle, &rate, &channels, &encoding) == MPG123_OK.rawValue
            else {
                let why = "it holds no MP3 sound (\(unsafe MP3Decoder.words(handle)))"
                unsafe mpg123_delete(handle)
                throw file.error(path) ?? DecodingError(path: path, code: .format, why: why)
            }
            unsafe self.handle = handle
            format = SampleFormat(rate: rate, channels: Int(channels))
            let frames = unsafe jb_mpg123_stated_length(handle, file.size)
            stated = frames > 0 ? frames : nil
            // Damage after a good beginning is skipped, regardless of its length.
            unsafe jb_mpg123_param(handle, MPG123_RESYNC_LIMIT, -1)
        }
    }

    private static func configure(_ handle: OpaquePointer) {
        let flags = MPG123_QUIET.rawValue | MPG123_GAPLESS.rawValue | MPG123_SKIP_ID3V2.rawValue
        unsafe jb_mpg123_param(handle, MPG123_ADD_FLAGS, Int(flags))
        unsafe jb_mpg123_param(handle, MPG123_RVA, Int(MPG123_RVA_OFF.rawValue))
        // Sound of up to 511 bytes before a frame belongs to it: at 32 kbit/s, nine frames. One more
        // fills the filters, so that a seek gives the samples that playing on would have given.
        unsafe jb_mpg123_param(handle, MPG123_PREFRAMES, 12)
        unsafe mpg123_format_none(handle)
        var rates: UnsafePointer<CLong>?
        var count = 0
        unsafe mpg123_rates(&rates, &count)
        for index in 0..<count {
            guard let rate = unsafe rates?[index] else { return }
            unsafe mpg123_format(
                handle, rate, CInt(MPG123_MONO.rawValue | MPG123_STEREO.rawValue),
                CInt(MPG123_ENC_SIGNED_16.rawValue))
        }
    }

    private static func words(_ handle: OpaquePointer) -> String {
        unsafe mpg123_strerror(handle).map { unsafe String(cString: $0) } ?? "unknown error"
    }

    /// The result of a read.
    public enum Piece: Equatable, Sendable {
        /// Decoded frames, with their number.
        case frames(Int)
        /// The file has ended.
        case end
    }

    /// Decodes as many whole frames as fit; fewer mean nothing.
    ///
    /// The C function is `mpg123_read`.
    public mutating func read(
        into buffer: UnsafeMutableBufferPointer<Int16>
    ) throws(DecodingError) -> Piece {
        var done = 0
        let code = unsafe mpg123_read(handle, buffer.baseAddress, buffer.count * 2, &done)
        let frames = done / (2 * format.channels)
        if frames > 0 { return .frames(frames) }
        if let error = file.error(path) { throw error }
        switch code {
        case MPG123_DONE.rawValue: return .end
        case MPG123_OK.rawValue: return .frames(0)
        case MPG123_NEW_FORMAT.rawValue:
            throw DecodingError(path: path, code: .damaged, why: "its format changes in the middle")
        default:
            throw DecodingError(path: path, code: .damaged, why: unsafe Self.words(handle))
        }
    }

    /// Seeks to a frame; the next read begins exactly there.
    ///
    /// If the header states no length, the whole file is read first to find its end. The C
    /// functions are `mpg123_scan` and `mpg123_seek`.
    ///
    /// - Returns: the frame that was reached; the end if the target is at or after it.
    public mutating func seek(to frame: Int64) throws(DecodingError) -> Int64 {
        if exactLength == nil { try count() }
        let target = exactLength.map { min(frame, $0) } ?? frame
        let reached = unsafe jb_mpg123_seek(handle, max(0, target))
        guard reached >= 0 else {
            throw file.error(path)
                ?? DecodingError(path: path, code: .damaged, why: unsafe Self.words(handle))
        }
        return reached
    }

    private mutating func count() throws(DecodingError) {
        let code = unsafe mpg123_scan(handle)
        if let error = file.error(path) { throw error }
        let frames = unsafe jb_mpg123_length(handle)
        if code == MPG123_OK.rawValue, frames > 0 { counted = frames }
    }

    /// Asks the kernel to read the file ahead.
    ///
    /// The C function is `posix_fadvise`.
    public func readAhead() { file.readAhead() }

    /// Has the kernel fetch a file, and waits until its first bytes are there; for a thread that may
    /// wait for a disk to spin up.
    public static func fetch(_ path: EscapedPath) {
        // Errors are reported when the file is played.
        guard let file = try? File(path) else { return }
        file.readAhead()
        file.readFirstBytes()
        file.close()
    }

    /// Sets up the decoder's tables, so that no order pays for it.
    public static func prepare() {
        _ = mpg123_init()
        unsafe mpg123_delete(mpg123_new(nil, nil))
    }
}
