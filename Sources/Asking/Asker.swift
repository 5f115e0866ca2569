// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
internal import Glibc
public import JukeboxModel
internal import LinuxSystem

/// Asks the daemon, and waits for its answer.
public enum Asker {
    /// Asks one question.
    ///
    /// - Returns: the answer; nil when nobody answers within the time.
    public static func ask(
        _ question: Question, in directory: String, within span: MonotonicTime.Span
    ) -> JSON? {
        guard let socket = UnixSocket.connect(directory + "/ask") else { return nil }
        let line = Array((question.json.line + "\n").utf8)
        guard writeBytes(socket.number, line[...]) == line.count else { return nil }
        let until = Clock.monotonic + span
        var splitter = LineSplitter(limit: 64 << 20)
        while true {
            var watched = [Watched(socket.number)]
            poll(&watched, until: until)
            guard watched[0].isReadable else {
                if Clock.monotonic >= until { return nil }
                continue
            }
            var bytes: [UInt8] = []
            guard case .bytes = readBytes(socket.number, into: &bytes, limit: 65_536) else {
                return nil
            }
            if let answer = splitter.feed(bytes).first { return JSON(parsing: answer) }
        }
    }
}
