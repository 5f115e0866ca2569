// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// A running scanner with its pipes.
///
/// Never blocks on it.
final class ScannerChild {
    private var child: Child
    private var lines = LineSplitter(limit: ScannerLine.longest)
    private var outbox: ArraySlice<UInt8> = []
    private var isOutputOpen = true
    private var isErrorsOpen = true

    /// How it ended; nil while it runs.
    ///
    /// All its lines have been returned by then.
    private(set) var end: ExitStatus?
    /// When it last wrote something.
    private(set) var lastNews = Clock.monotonic

    init(_ program: String, _ arguments: [String]) throws(SystemError) {
        child = try Child(program, arguments)
    }

    /// The descriptors to wait for before the next turn.
    var watched: [Watched] {
        var watched: [Watched] = []
        if end == nil {
            // After the end of its output, only its exit status remains to be collected.
            watched.append(Watched(isOutputOpen ? child.output.number : child.pidfd))
        }
        if isErrorsOpen { watched.append(Watched(child.errors.number)) }
        if !outbox.isEmpty { watched.append(Watched(child.input, reading: false, writing: true)) }
        return watched
    }

    /// Whether its output is closed.
    var isSilent: Bool { !isOutputOpen }

    /// Queues paths to read; if its pipe is full, they follow in later turns.
    func send(_ paths: [EscapedPath]) {
        for path in paths { outbox += Array((path.text + "\n").utf8) }
        flush()
    }

    /// Does the work that is possible now, and returns the valid lines that have come.
    func turn() -> [ScannerLine] {
        flush()
        drainErrors()
        guard isOutputOpen else {
            end = end ?? child.reap()
            return []
        }
        var bytes: [UInt8] = []
        switch readBytes(child.output.number, into: &bytes, limit: 65_536) {
        case .bytes: lastNews = Clock.monotonic
        case .later: break
        case .end, .failed:
            isOutputOpen = false
            end = child.reap()
        }
        return lines.feed(bytes).compactMap { JSON(parsing: $0).flatMap(ScannerLine.init) }
    }

    /// Kills it.
    func kill() { child.signal(9) }

    private func flush() {
        guard !outbox.isEmpty else { return }
        // An error means that it is ending, which its output will show.
        guard let count = writeBytes(child.input, outbox) else { return outbox = [] }
        outbox = outbox.dropFirst(count)
    }

    /// Drops its stderr, so that it never blocks on a full pipe.
    private func drainErrors() {
        guard isErrorsOpen else { return }
        var bytes: [UInt8] = []
        switch readBytes(child.errors.number, into: &bytes, limit: 65_536) {
        case .bytes, .later: break
        case .end, .failed: isErrorsOpen = false
        }
    }
}
