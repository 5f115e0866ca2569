// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CMpg123
internal import Glibc
internal import JukeboxModel

extension MP3Decoder {
    /// An open regular file and its last read error; its owner must close it.
    @safe struct File {
        /// The state for mpg123's read callbacks.
        let state: UnsafeMutablePointer<jb_file>
        /// Opens a file for reading without blocking, even if it is a named pipe.
        let size: Int64

        /// Opens a file for reading without waiting for a writer, as a named pipe would have us do.
        init(_ path: EscapedPath) throws(DecodingError) {
            let bytes = path.bytes
            guard !bytes.contains(0) else { throw DecodingError(path: path, number: ENOENT) }
            let name = bytes.map { CChar(bitPattern: $0) } + [0]
            let number = unsafe Glibc.open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
            guard number >= 0 else { throw DecodingError(path: path, number: errno) }
            do throws(DecodingError) {
                size = try Self.size(number, path)
            } catch {
                Glibc.close(number)
                throw error
            }
            unsafe state = .allocate(capacity: 1)
            unsafe state.initialize(to: jb_file(fd: number, error: 0))
        }

        private static func size(_ number: CInt, _ path: EscapedPath) throws(DecodingError) -> Int64
        {
            var facts = stat()
            guard unsafe fstat(number, &facts) == 0 else {
                throw DecodingError(path: path, number: errno)
            }
            guard facts.st_mode & S_IFMT == S_IFREG else {
                throw DecodingError(path: path, code: .unreadable, why: "it is not a plain file")
            }
            guard facts.st_size > 0 else {
                throw DecodingError(path: path, code: .format, why: "it is empty")
            }
            return Int64(facts.st_size)
        }

        /// The last read error; nil if there was none.
        func error(_ path: EscapedPath) -> DecodingError? {
            let number = unsafe state.pointee.error
            return number == 0 ? nil : DecodingError(path: path, number: number)
        }

        /// Asks the kernel to fetch the whole file.
        func readAhead() { unsafe posix_fadvise(state.pointee.fd, 0, 0, POSIX_FADV_WILLNEED) }

        /// Reads the first bytes, and drops them.
        func readFirstBytes() {
            var bytes = [UInt8](repeating: 0, count: 4096)
            _ = unsafe pread(state.pointee.fd, &bytes, bytes.count, 0)
        }

        func close() {
            unsafe Glibc.close(state.pointee.fd)
            unsafe state.deallocate()
        }
    }
}
