// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// A container: it has its own processes, mounts, user names, network and root, and shares one
/// folder, `/pipes`, with the others.
final class Container {
    private let root: String
    private let volume: String
    private let holdsPrograms: Bool
    private var process: Process?

    /// Whether containers can be made here.
    static let arePossible: Bool =
        geteuid() == 0 && access("/bin/busybox", X_OK) == 0
        && Home.run("/usr/bin/unshare", ["--mount", "--pid", "--net", "--fork", "true"]).status == 0

    /// Makes one that holds busybox and `ask.sh`, or our programs too.
    init(sharing volume: String, holdingPrograms: Bool = false) throws {
        self.volume = volume
        holdsPrograms = holdingPrograms
        root = NSTemporaryDirectory() + "jukebox-container-\(UUID().uuidString)"
        let manager = FileManager.default
        for folder in [
            "bin", "pipes", "lib/x86_64-linux-gnu", "lib64", "usr", "proc", "programs", "tmp",
            "dev",
        ] {
            try manager.createDirectory(
                atPath: root + "/" + folder, withIntermediateDirectories: true)
        }
        try manager.copyItem(atPath: "/bin/busybox", toPath: root + "/bin/busybox")
        for name in [
            "sh", "mkfifo", "rm", "timeout", "cat", "printf", "tr", "sleep", "ls", "ip", "od",
        ] {
            try manager.createSymbolicLink(
                atPath: root + "/bin/" + name, withDestinationPath: "busybox")
        }
        for library in Self.libraries(of: "/bin/busybox") {
            let place = root + library
            try manager.createDirectory(
                atPath: (place as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            let file = (library as NSString).resolvingSymlinksInPath
            try? manager.copyItem(atPath: file, toPath: place)
        }
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../config/pipes/ask.sh").standardized.path
        try manager.copyItem(atPath: script, toPath: root + "/bin/ask.sh")
    }

    deinit {
        if let process, process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(atPath: root)
    }

    private static func libraries(of program: String) -> [String] {
        Home.run("/usr/bin/ldd", [program]).output.split(whereSeparator: \.isWhitespace)
            .map(String.init).filter { $0.hasPrefix("/") }
    }

    /// The words that start a command inside, as the user and group of that number.
    private func words(_ command: [String], as user: String) -> [String] {
        var mounts = [
            "touch '\(root)/dev/null' '\(root)/dev/urandom'",
            "mount --bind /dev/null '\(root)/dev/null'",
            "mount --bind /dev/urandom '\(root)/dev/urandom'",
            "mount --bind '\(volume)' '\(root)/pipes'", "mount -t proc proc '\(root)/proc'",
        ]
        if holdsPrograms {
            // The programs are linked to the libraries of the machine that built them.
            let folders = Set(
                Self.libraries(of: Home.programs + "/jukebox")
                    .map { ($0 as NSString).deletingLastPathComponent })
            for folder in folders {
                mounts.append(
                    "mkdir -p '\(root)\(folder)' && mount --bind '\(folder)' '\(root)\(folder)'")
            }
            mounts.append("mount --bind '\(Home.programs)' '\(root)/programs'")
        }
        // The shell stays: it is the first process of its namespace, so killing it ends all others.
        let script =
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin; " + mounts.joined(separator: " && ")
            + " && PATH=/bin /usr/sbin/chroot --userspec=\(user) '\(root)' \"$@\"; exit $?"
        return [
            "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child", "/bin/sh",
            "-c", script, "sh",
        ]
            + command
    }

    /// Puts a file inside.
    func write(_ path: String, _ text: String) throws {
        try text.write(toFile: root + path, atomically: true, encoding: .utf8)
    }

    /// Lets everybody inside write into a folder.
    func makeWritable(_ folder: String) { chmod(root + folder, 0o777) }

    /// Runs a command inside, to its end.
    func run(_ command: [String], as user: String, _ environment: [String: String] = [:])
        -> Home.Result
    {
        Home.run(
            "/usr/bin/unshare", words(command, as: user),
            environment.merging(["PIPES": "/pipes", "PATH": "/bin"]) { one, _ in one })
    }

    /// Starts a command in the container and does not wait for it.
    func start(_ command: [String], as user: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        process.arguments = words(command, as: user)
        process.environment = ["PATH": "/bin:/usr/bin"]
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
    }

    /// Kills the container's process and all of its children.
    func end() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        self.process = nil
    }
}
