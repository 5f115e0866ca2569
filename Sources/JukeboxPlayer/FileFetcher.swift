// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Decoding
internal import JukeboxModel
internal import LinuxSystem

/// Reads the beginning of the next file on a separate thread, so that a disk that spins up does not
/// interrupt the sound.
///
/// After that, opening the file does not block, and reports any error. At most one thread runs,
/// even if a file system hangs.
final class FileFetcher {
    private let done: Mailbox<EscapedPath>?
    private var underway: EscapedPath?
    private var wanted: EscapedPath?

    private let fetch: @Sendable (EscapedPath) -> Void

    init(_ fetch: @escaping @Sendable (EscapedPath) -> Void = { MP3Decoder.fetch($0) }) {
        self.fetch = fetch
        // Without a mailbox nothing is fetched ahead, and opening may wait.
        done = try? Mailbox()
    }

    /// Fetches a file, in place of one whose fetch has not begun.
    func fetch(_ path: EscapedPath) {
        wanted = path
        collect()
    }

    /// Whether opening the file would wait for the disk.
    func isFetching(_ path: EscapedPath) -> Bool {
        collect()
        return underway == path || wanted == path
    }

    /// The descriptor to poll for the end of a fetch; nil if none is under way.
    var watched: Watched? { underway == nil ? nil : done.map { Watched($0.number) } }

    private func collect() {
        guard let done else {
            wanted = nil
            return
        }
        if underway != nil, !done.take().isEmpty { underway = nil }
        guard underway == nil, let path = wanted else { return }
        wanted = nil
        do throws(SystemError) {
            try NamedThread.start("fetch") { [fetch] in
                fetch(path)
                done.post(path)
            }
            underway = path
        } catch {
            // Without a thread the file is opened as if it had been fetched.
        }
    }
}
