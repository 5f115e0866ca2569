// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ChildWire
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// A player process as the main thread holds it: nothing here ever waits.
final class PlayerChild {
    let name: DestinationName
    private var child: Child
    private var outbox: [UInt8] = []
    private var lines = LineSplitter(limit: 65_536)
    private var complaints = LineSplitter(limit: 4096)
    /// The last thing that it wrote to stderr.
    private(set) var lastWords = ""

    private let readable: [EscapedPath]

    /// Starts a player that may read below some folders.
    init(
        _ name: DestinationName, program: String, device: String, reading folders: [String]
    ) throws {
        self.name = name
        readable = folders.map { EscapedPath(bytes: $0.utf8) }
        child = try Child(
            program, ["--device", device] + folders.flatMap { ["--read", $0] })
    }

    /// Whether its sandbox lets it open this file.
    func mayRead(_ path: EscapedPath) -> Bool { readable.contains { path.isInside($0) } }

    var watched: [Watched] {
        var watched = [
            Watched(child.output.number), Watched(child.errors.number), Watched(child.pidfd.number),
        ]
        if !outbox.isEmpty {
            watched.append(Watched(child.input, reading: false, writing: true))
        }
        return watched
    }

    func say(_ command: PlayerCommand) {
        outbox += Array((command.json.line + "\n").utf8)
        flush()
    }

    func flush() {
        guard !outbox.isEmpty, let count = writeBytes(child.input, outbox[...]) else {
            return
        }
        outbox.removeFirst(count)
    }

    /// What it has said since it was last asked.
    func news() -> [PlayerEvent] {
        var bytes: [UInt8] = []
        _ = readBytes(child.output.number, into: &bytes, limit: 65_536)
        return lines.feed(bytes).compactMap { JSON(parsing: $0).flatMap(PlayerEvent.init) }
    }

    /// What it has complained of since it was last asked.
    func words() -> [String] {
        var bytes: [UInt8] = []
        _ = readBytes(child.errors.number, into: &bytes, limit: 4096)
        let words = complaints.feed(bytes).map { String(decoding: $0, as: UTF8.self) }
        if let last = words.last { lastWords = last }
        return words
    }

    func ended() -> ExitStatus? { child.reap() }
    func kill() { child.signal(9) }
}
