// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import Tags

/// Reads one file's tags; distinguishes a file that is not music from one that is unreadable now.
enum FileReader {
    /// The file's facts.
    ///
    /// Only bytes that were read without an error and are not music make a
    /// permanent problem; any error of the system is retried at the next scan.
    static func facts(of path: EscapedPath) -> FileFacts {
        var facts = stat()
        let name = path.bytes.map { CChar(bitPattern: $0) } + [0]
        guard stat(name, &facts) == 0 else {
            return unreadable(path, "it cannot be looked at: \(meaning(of: errno))")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            return unreadable(path, "it is not a regular file")
        }
        var file = FileFacts(path: path, facts)
        do {
            file.tags = try tags(path)
        } catch {
            file.problem = error.description
            file.retry = .nextScan
            if case .notMusic = error {
                // TagLib reports an I/O error like unknown data.
                if let code = readError(name) {
                    file.problem = "it cannot be read: \(meaning(of: code))"
                } else {
                    file.retry = .whenChanged
                }
            }
        }
        return file
    }

    private static func unreadable(_ path: EscapedPath, _ problem: String) -> FileFacts {
        FileFacts(path: path, size: 0, modified: 0, inode: 0, problem: problem, retry: .nextScan)
    }

    private static func tags(_ path: EscapedPath) throws(TagReader.Failure) -> TagFacts {
        let read = try TagReader(path)
        var tags = TagFacts(format: ScannerProcess.ending(path.bytes[...]))
        tags.title = TagFacts.cut(read.title)
        tags.artist = TagFacts.cut(read.artist)
        tags.album = TagFacts.cut(read.album)
        tags.albumArtist = TagFacts.cut(read.albumArtist)
        tags.genre = TagFacts.cut(read.genre)
        tags.track = read.track
        tags.disc = read.disc
        tags.year = read.year
        tags.milliseconds = read.milliseconds
        tags.hasPicture = read.hasPicture
        return tags
    }

    /// The error of reading the first MiB or the last 128 KiB; nil if both can be read.
    private static func readError(_ name: [CChar]) -> CInt? {
        let file = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return errno }
        defer { close(file) }
        if let code = readError(file, 0, 1 << 20) { return code }
        let size = lseek(file, 0, SEEK_END)
        return readError(file, max(0, size - 131_072), 131_072)
    }

    private static func readError(_ file: CInt, _ start: off_t, _ length: Int) -> CInt? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var offset = start
        while offset < start + off_t(length) {
            let count = pread(file, &buffer, buffer.count, offset)
            if count == 0 { return nil }
            if count < 0 {
                guard errno == EINTR else { return errno }
                continue
            }
            offset += off_t(count)
        }
        return nil
    }
}
