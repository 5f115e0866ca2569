// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import GRDB
import JSONLines
import JukeboxModel
import OrderRing
import ProcessFreezer
import TestKit
import Testing

/// Four rooms, two music folders and a small disk that come and go.
///
/// Three rooms record their sound. In the fourth, commands follow orders at once.
final class TroubleHouse: ProofHome {
    static let recorded = ["kitchen", "study", "attic"]
    static let rooms = recorded + ["bath"]
    static let songs = 6
    /// How many seconds the daemon's clock may be wrong; the steps are longer than a run.
    static let clockShifts = [-86_400, 0, 540, 86_400]

    let known: KnownSongs
    /// The settings that are in force, or will be after the next reload.
    var plan = Settings()
    /// By how much the calendar clock of the daemon that runs now is wrong.
    private(set) var clockShift = 0
    private var freezers: [Freezer] = []
    private var mounts: [String] = []
    /// Whether this test may mount; otherwise it renames folders.
    let canMount: Bool
    private let start = Date()

    /// The settings that a reload may change.
    struct Settings: Equatable {
        var rooms = TroubleHouse.rooms
        /// Rooms whose device has another name for the same file.
        var renamed: Set<String> = []
        var folders = ["music", "disk"]
    }

    init() throws {
        known = try KnownSongs((0..<Self.songs).map(Self.fixture))
        canMount = Proof.run(["unshare", "-m", "true"]) == 0
        try super.init()
        for folder in Self.rooms + ["disk", "disk.real"] { try makeFolder(folder) }
        for song in 0..<Self.songs {
            // Half of the songs are on a disk that is sometimes missing.
            let folder = song < Self.songs / 2 ? "music" : "disk.real"
            try FileManager.default.copyItem(
                atPath: Self.fixture(song), toPath: "\(path)/\(folder)/long-\(song).mp3")
        }
        if canMount { try mount(["-t", "tmpfs", "-o", "size=8m", "tmpfs"], on: "state") }
        try bringDisk()
        try writeSettings()
    }

    private static func fixture(_ song: Int) -> String {
        Proof.repository + "/Tests/Fixtures/noise/long-\(song).mp3"
    }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: path + "/" + name, withIntermediateDirectories: true)
    }

    // MARK: Settings

    /// Writes the settings of the plan; a running daemon must be told to reload.
    func writeSettings() throws {
        let destinations = plan.rooms.map { room in
            let folder = plan.renamed.contains(room) ? "\(room)/../\(room)" : room
            let device =
                Self.recorded.contains(room) ? "wav:\(path)/\(folder)/heard.wav" : "silent"
            return "[[destination]]\nname = \"\(room)\"\ndevice = \"\(device)\"\n"
        }
        let folders = plan.folders.map { "\"\(path)/\($0)\"" }.joined(separator: ", ")
        try """
        [paths]
        runtime = "\(path)/run"
        runtime_on_disk = true
        state = "\(path)/state"
        music = [\(folders)]
        playlists = "\(path)/playlists"
        \(destinations.joined())
        """.write(toFile: path + "/jukebox.toml", atomically: true, encoding: .utf8)
    }

    // MARK: The daemon

    /// Starts a daemon whose calendar clock is wrong by `seconds`.
    func startDaemon(clockShift seconds: Int) throws {
        clockShift = seconds
        let clock = seconds == 0 ? nil : try ShiftedClock(by: seconds, in: path)
        try startDaemon(clock?.environment ?? [:])
    }

    /// Ends the daemon, and the frozen players that it leaves.
    override func killDaemon(_ signal: Int32 = SIGKILL) {
        guard daemonID > 0 else { return }
        kill(daemonID, signal)
        // Foundation takes it for running while a child of it holds the descriptors it was given.
        Home.wait(20) { state(of: daemonID) == "Z" }
        thaw()
        super.killDaemon(signal)
    }

    /// The state of a process: `Z` once it has ended.
    private func state(of pid: Int32) -> Substring? {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else {
            return "Z"
        }
        return stat.split(separator: ")").last?.split(separator: " ").first
    }

    /// A time that the journal noted, without the error of the clock of the daemon then.
    func trueTime(_ milliseconds: Int64) -> Int64 {
        let began = Int64(start.timeIntervalSince1970 * 1000)
        let shift = Self.clockShifts.last { Int64($0) * 1000 <= milliseconds - began + 1000 }
        return milliseconds - Int64(shift ?? 0) * 1000
    }

    /// The daemon's children: its players, and now and then a scanner.
    func children() -> [Int32] {
        let file = "/proc/\(daemonID)/task/\(daemonID)/children"
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    /// The rooms as the board shows them.
    func shown() -> [JSON] { (try? Attachment(directory: runtime).view.snapshots) ?? [] }

    // MARK: The disk

    private func mount(_ words: [String], on folder: String) throws {
        let target = path + "/" + folder
        guard Proof.run(["mount"] + words + [target]) == 0 else {
            throw Home.Failure(text: "cannot mount \(target)")
        }
        mounts.append(target)
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: path + "/" + name)
    }

    /// The disk goes: its folder is empty, or missing.
    func takeDisk(leaving isEmpty: Bool) throws {
        guard exists("disk/long-5.mp3") else { return }
        if canMount && isEmpty {
            guard Proof.run(["umount", "-l", path + "/disk"]) == 0 else { return }
            mounts.removeAll { $0 == path + "/disk" }
        } else if canMount {
            // A mount goes along when the folder above it is renamed.
            rename(path + "/disk", path + "/disk.away")
        } else {
            rename(path + "/disk", path + "/disk.real")
            if isEmpty { try makeFolder("disk") }
        }
    }

    /// The disk is there again.
    func bringDisk() throws {
        guard !exists("disk/long-5.mp3") else { return }
        if exists("disk.away") {
            rename(path + "/disk.away", path + "/disk")
        } else if canMount {
            try mount(["--bind", path + "/disk.real"], on: "disk")
        } else {
            rmdir(path + "/disk")
            rename(path + "/disk.real", path + "/disk")
        }
    }

    func fillState() {
        guard canMount else { return }
        let file = open(path + "/state/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let block = [UInt8](repeating: 0, count: 4096)
        while write(file, block, block.count) > 0 {}
        close(file)
    }

    func freeState() { unlink(path + "/state/filler") }

    // MARK: Players

    func freeze(_ pid: Int32) {
        guard Freezer.isThere, freezers.count < 8, let freezer = try? Freezer() else { return }
        try? freezer.freeze(pid)
        freezers.append(freezer)
    }

    func thaw() {
        for freezer in freezers { freezer.thaw() }
    }

    /// Everything is as it should be again.
    func heal() throws {
        freeState()
        thaw()
        for child in children() { kill(child, SIGCONT) }
        try bringDisk()
        plan = Settings()
        try writeSettings()
        if clockShift != 0 {
            killDaemon(SIGTERM)
            try startDaemon(clockShift: 0)
        }
        kill(daemonID, SIGHUP)
    }

    override func end() {
        thaw()
        killDaemon()
        freezers = []
        let isKept = ProcessInfo.processInfo.environment["PROVE_KEEP"] != nil
        if isKept { _ = Proof.run(["cp", "-a", path + "/state", path + "/state.kept"]) }
        for mount in mounts { _ = Proof.run(["umount", "-l", mount]) }
        if isKept { return print("trouble: kept in \(path)") }
        super.end()
    }
}
