// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Foundation

/// A freezer cgroup (version 1): a process that is frozen in it does not even die of SIGKILL.
///
/// See freezer-subsystem.rst of the kernel; the freezer of cgroup v2 lets SIGKILL through.
public final class Freezer {
    private let path: String

    /// Whether this machine has one, and we may use it.
    public static let isThere = (try? Freezer()) != nil

    /// Makes a group for this test.
    public init() throws {
        path = "/sys/fs/cgroup/freezer/jukebox-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        guard FileManager.default.fileExists(atPath: path + "/freezer.state") else {
            throw CocoaError(.fileNoSuchFile)
        }
    }

    deinit {
        thaw()
        // A group can be removed once its last process has ended.
        for _ in 0..<100 where rmdir(path) != 0 { usleep(10_000) }
    }

    /// Freezes a process; returns when it is frozen.
    public func freeze(_ pid: Int32) throws {
        try write("\(pid)", "cgroup.procs")
        try write("FROZEN", "freezer.state")
        while try String(contentsOfFile: path + "/freezer.state", encoding: .utf8) != "FROZEN\n" {
            usleep(1000)
        }
    }

    /// Lets its processes continue.
    public func thaw() { try? write("THAWED", "freezer.state") }

    private func write(_ text: String, _ file: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + file))
    }
}
