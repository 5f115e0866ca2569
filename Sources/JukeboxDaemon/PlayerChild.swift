// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// A player process and its pipes, for the main thread; nothing here blocks.
final class PlayerChild {
    let name: DestinationName
    private var child: Child
    private var outbox: [UInt8] = []
    private var lines = LineSplitter(limit: 65_536)
    private var complaints = LineSplitter(limit: 4096)
    /// Whether stdout may still bring news; after its end, a poll would return at once.
    private var outputIsOpen = true
    private var errorsAreOpen = true
    private var killedAt: MonotonicTime?
    private var isReported = false
    /// The last line that it wrote to stderr.
    private(set) var lastWords = ""

    /// Starts a player that may read only inside some folders.
    init(
        _ name: DestinationName, program: String, device: String, reading folders: [String]
    ) throws {
        self.name = name
        child = try Child(
            program, ["--device", device] + folders.flatMap { ["--read", $0] })
    }

    /// The descriptor to poll for its end only.
    var watchedEnd: Watched { Watched(child.pidfd) }

    /// The descriptors to poll; only its pidfd once both streams have ended.
    var watched: [Watched] {
        var watched = [watchedEnd]
        if outputIsOpen { watched.append(Watched(child.output.number)) }
        if errorsAreOpen { watched.append(Watched(child.errors.number)) }
        if !outbox.isEmpty {
            watched.append(Watched(child.input, reading: false, writing: true))
        }
        return watched
    }

    /// Queues a command; one for a player that was killed, or has closed its stdin, is dropped.
    func say(_ command: PlayerCommand) {
        guard killedAt == nil, child.input >= 0 else { return }
        outbox += Array((command.json.line + "\n").utf8)
        flush()
    }

    func flush() {
        guard !outbox.isEmpty else { return }
        guard let count = writeBytes(child.input, outbox[...]) else {
            // It has closed its stdin: its end, or its missing answer, is handled elsewhere.
            outbox = []
            child.closeInput()
            return
        }
        outbox.removeFirst(count)
    }

    /// Its news since the last call.
    func news() -> [PlayerEvent] {
        guard outputIsOpen else { return [] }
        var bytes: [UInt8] = []
        outputIsOpen = readBytes(child.output.number, into: &bytes, limit: 65_536).isOpen
        return lines.feed(bytes).compactMap { JSON(parsing: $0).flatMap(PlayerEvent.init) }
    }

    /// The lines on its stderr since the last call.
    func words() -> [String] {
        guard errorsAreOpen else { return [] }
        var bytes: [UInt8] = []
        errorsAreOpen = readBytes(child.errors.number, into: &bytes, limit: 4096).isOpen
        let words = complaints.feed(bytes).map { String(decoding: $0, as: UTF8.self) }
        if let last = words.last { lastWords = last }
        return words
    }

    func ended() -> ExitStatus? { child.reap() }

    /// Kills it; false if it was killed before.
    func kill() -> Bool {
        guard killedAt == nil else { return false }
        killedAt = Clock.monotonic
        outbox = []
        child.signal(9)
        return true
    }

    /// When it will have taken too long to end; nil if it was not killed, or was reported.
    var deadline: MonotonicTime? { isReported ? nil : killedAt.map { $0 + Reaper.patience } }

    /// Whether it was killed and is still there after `Reaper.patience`; true only once.
    func isStuck(at now: MonotonicTime) -> Bool {
        guard let deadline, now >= deadline else { return false }
        isReported = true
        return true
    }
}

extension ReadResult {
    /// Whether more may come.
    fileprivate var isOpen: Bool {
        switch self {
        case .bytes, .later: true
        case .end, .failed: false
        }
    }
}
