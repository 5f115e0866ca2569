// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import Synchronization

/// Keeps the time of each token's last use in the file `TOKENS.used`, one line `ID TIME` each.
///
/// Writes on its own thread so that no request waits for the disk: when a token is used that has
/// not been written for a minute, and at most once a second. The file lists only existing tokens,
/// so it cannot grow without limit.
final class TokenUse: Sendable {
    private struct State {
        var used: [String: String]
        /// When the use of each token was last written.
        var written: [String: MonotonicTime] = [:]
        var isDue = false
        var isWriting = false
    }

    private static let minute = MonotonicTime.Span(nanoseconds: 60_000_000_000)
    private static let second = MonotonicTime.Span(nanoseconds: 1_000_000_000)

    private let path: String
    private let state: Mutex<State>

    /// Takes the path of the tokens' file.
    init(tokens: String) {
        path = tokens + ".used"
        state = Mutex(State(used: Self.read(tokens)))
    }

    /// When each token was last used, by its id; `tokens` is the path of the tokens' file.
    static func read(_ tokens: String) -> [String: String] {
        guard
            let bytes = FileContents.read(
                tokens + ".used", atMost: KeptFile.longest, followingLinks: false)
        else { return [:] }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let pairs = lines.map { $0.split(separator: " ", maxSplits: 1) }.filter { $0.count == 2 }
        return Dictionary(
            pairs.map { (String($0[0]), String($0[1])) }, uniquingKeysWith: { _, last in last })
    }

    /// Notes a use; never waits.
    func note(_ id: String, at now: WallTime) {
        let clock = Clock.monotonic
        let mustStart = state.withLock { state in
            state.used[id] = now.rfc3339
            if let written = state.written[id], clock - written < Self.minute { return false }
            state.written[id] = clock
            state.isDue = true
            defer { state.isWriting = true }
            return !state.isWriting
        }
        guard mustStart else { return }
        do throws(SystemError) {
            try NamedThread.start("token-use") { [self] in write() }
        } catch {
            // If no thread can be started, the next use tries again.
            state.withLock {
                $0.isWriting = false
                $0.written[id] = nil
            }
        }
    }

    /// Forgets tokens that no longer exist.
    func keep(only ids: Set<String>) {
        state.withLock { state in
            state.used = state.used.filter { ids.contains($0.key) }
            state.written = state.written.filter { ids.contains($0.key) }
        }
    }

    private func write() {
        while let used = next() {
            let text = used.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined()
            // A full disk costs only the time of last use, and the next write repairs it.
            try? FileContents.replace(path, with: Array(text.utf8))
            Clock.sleep(Self.second)
        }
    }

    /// The contents to write; nil if nothing has changed, and then the thread ends.
    private func next() -> [String: String]? {
        state.withLock { state in
            guard state.isDue else {
                state.isWriting = false
                return nil
            }
            state.isDue = false
            return state.used
        }
    }
}
