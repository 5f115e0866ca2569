// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CMpg123
internal import Glibc
public import JukeboxModel

/// Turns one MP3 file into S16 frames, from its first real sample to its last.
///
/// The encoder's delay and padding are left out (LAME tag), volume tags are not applied, and
/// nothing is dithered. The corresponding C type is `mpg123_handle`.
@safe public struct MP3Decoder: ~Copyable {
    private let handle: OpaquePointer
    private let path: EscapedPath
    private let file: CInt
    /// What the file holds.
    public let format: SampleFormat
    /// Frames in the file; nil when it does not say.
    public let length: Int64?

    deinit {
        unsafe mpg123_close(handle)
        unsafe mpg123_delete(handle)
        close(file)
    }

    /// Opens a file and reads its first frame header.
    ///
    /// The C function is `mpg123_open_fd`.
    public init(_ path: EscapedPath) throws(DecodingError) {
        let file = try Self.open(path)
        let stream: Stream
        do throws(DecodingError) {
            stream = try Stream(file, path)
        } catch {
            close(file)
            throw error
        }
        unsafe handle = stream.handle
        format = stream.format
        length = stream.length
        self.path = path
        self.file = file
    }

    /// A decoder that has read the first frame's header.
    @safe private struct Stream {
        let handle: OpaquePointer
        let format: SampleFormat
        let length: Int64?

        init(_ file: CInt, _ path: EscapedPath) throws(DecodingError) {
            guard let handle = unsafe mpg123_new(nil, nil) else {
                throw DecodingError(path: path, code: .player, why: "out of memory")
            }
            unsafe MP3Decoder.configure(handle)
            var rate = 0
            var channels: CInt = 0
            var encoding: CInt = 0
            guard unsafe jb_mpg123_open_fd(handle, file) == MPG123_OK.rawValue,
                unsafe mpg123_getformat(handle, &rate, &channels, &encoding) == MPG123_OK.rawValue
            else {
                let why = "it holds no MP3 sound (\(unsafe MP3Decoder.words(handle)))"
                unsafe mpg123_delete(handle)
                throw DecodingError(path: path, code: .format, why: why)
            }
            unsafe self.handle = handle
            format = SampleFormat(rate: rate, channels: Int(channels))
            let frames = unsafe jb_mpg123_length(handle)
            length = frames > 0 ? frames : nil
            // Damage inside a file that began well is skipped, however long it is.
            unsafe jb_mpg123_param(handle, MPG123_RESYNC_LIMIT, -1)
        }
    }

    private static func configure(_ handle: OpaquePointer) {
        let flags = MPG123_QUIET.rawValue | MPG123_GAPLESS.rawValue | MPG123_SKIP_ID3V2.rawValue
        unsafe jb_mpg123_param(handle, MPG123_ADD_FLAGS, Int(flags))
        unsafe jb_mpg123_param(handle, MPG123_RVA, Int(MPG123_RVA_OFF.rawValue))
        unsafe mpg123_format_none(handle)
        for rate in [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000] {
            unsafe mpg123_format(
                handle, rate, CInt(MPG123_MONO.rawValue | MPG123_STEREO.rawValue),
                CInt(MPG123_ENC_SIGNED_16.rawValue))
        }
    }

    private static func open(_ path: EscapedPath) throws(DecodingError) -> CInt {
        let bytes = path.bytes.map { CChar(bitPattern: $0) } + [0]
        let file = unsafe Glibc.open(bytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let why = unsafe String(cString: strerror(errno))
            throw DecodingError(path: path, code: .unreadable, why: "\(why) (\(errno))")
        }
        var facts = stat()
        guard unsafe fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw DecodingError(path: path, code: .unreadable, why: "it is not a plain file")
        }
        guard facts.st_size > 0 else {
            close(file)
            throw DecodingError(path: path, code: .format, why: "it is empty")
        }
        return file
    }

    private static func words(_ handle: OpaquePointer) -> String {
        unsafe mpg123_strerror(handle).map { unsafe String(cString: $0) } ?? "unknown error"
    }

    /// What a reading brought.
    public enum Piece: Equatable, Sendable {
        /// So many frames.
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
        switch code {
        case MPG123_DONE.rawValue: return .end
        case MPG123_OK.rawValue: return .frames(0)
        case MPG123_NEW_FORMAT.rawValue:
            throw DecodingError(path: path, code: .damaged, why: "its format changes in the middle")
        default:
            throw DecodingError(path: path, code: .damaged, why: unsafe Self.words(handle))
        }
    }

    /// Goes to a frame; the next reading begins exactly there.
    ///
    /// The C function is `mpg123_seek`.
    ///
    /// - Returns: the frame where it now stands; the end, when that was asked for or passed.
    public mutating func seek(to frame: Int64) throws(DecodingError) -> Int64 {
        let target = length.map { min(frame, $0) } ?? frame
        let reached = unsafe jb_mpg123_seek(handle, max(0, target))
        guard reached >= 0 else {
            throw DecodingError(path: path, code: .damaged, why: unsafe Self.words(handle))
        }
        return reached
    }

    /// Asks the kernel to read the file ahead.
    ///
    /// The C function is `posix_fadvise`.
    public func readAhead() {
        posix_fadvise(file, 0, 0, POSIX_FADV_WILLNEED)
    }

    /// Sets up the decoder's tables, so that no order pays for it.
    public static func prepare() {
        _ = mpg123_init()
        unsafe mpg123_delete(mpg123_new(nil, nil))
    }
}
