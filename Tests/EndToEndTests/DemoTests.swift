// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The demo` {
    private static let script = Home.root.appendingPathComponent("scripts/run-demo.sh").path

    private func environment(_ home: TryHome, port: UInt16) -> [String: String] {
        home.environment.merging(["PROGRAMS": Home.programs, "PORT": "\(port)"]) { $1 }
    }

    /// A port of this machine that is taken as long as the descriptor is open.
    private func takenPort() throws -> (port: UInt16, descriptor: Int32) {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(number, $0, size) == 0 && listen(number, 1) == 0
                    && getsockname(number, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        return (UInt16(bigEndian: address.sin_port), number)
    }

    @Test func `explains itself, once more if it runs already, and leaves nothing`() throws {
        let home = try TryHome()
        let taken = try takenPort()
        defer { close(taken.descriptor) }
        // The threads of the tests block signals, and a shell cannot unblock them.
        let unblocked = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new) and exec @ARGV"
        let demo = try Trying(
            "/usr/bin/perl", ["-MPOSIX", "-e", unblocked, Self.script],
            environment(home, port: taken.port))
        guard demo.read(until: "jukebox try ~/Music\n") else {
            Issue.record("it did not start: \(demo.output)")
            return
        }

        let second = Home.run(Self.script, [], environment(home, port: taken.port))
        let runtime = home.session + "/jukebox-demo"
        let status = Home.run(
            Home.programs + "/jukebox", ["--runtime", runtime, "status", "--json"])
        kill(demo.pid, SIGINT)

        #expect(second.status == 75, "\(second)")
        #expect(second.errors.contains("Nothing was started"))
        #expect(second.errors.contains("export JUKEBOX_RUNTIME_DIR=\(runtime)"), "\(second)")
        #expect(status.json["daemon"]?["state"] == "up", "\(status)")
        #expect(demo.wait() == 0, "\(demo.output)")
        // At another port than the one that is taken.
        #expect(demo.output.contains("http://127.0.0.1:"), "\(demo.output)")
        #expect(!demo.output.contains(":\(taken.port)/"), "\(demo.output)")
        #expect(home.waitForNoTraces() == [])
    }

    @Test func `tells what failed if the daemon does not start`() throws {
        let home = try TryHome()
        // A file where the database's folder should be.
        let blocked = home.music + "/state"
        try FileManager.default.createDirectory(
            atPath: blocked + "/jukebox-demo/orders.db", withIntermediateDirectories: true)

        let demo = Home.run(
            Self.script, [],
            environment(home, port: 0).merging(["XDG_STATE_HOME": blocked]) { $1 })

        #expect(demo.status == 69, "\(demo)")
        #expect(demo.errors.contains("orders.db"), "\(demo)")
        #expect(home.waitForNoTraces() == [])
    }
}

@Suite struct `Building with make` {
    /// A tree with the script, and a compiler that notes each call.
    private final class Tree {
        let path = NSTemporaryDirectory() + "jukebox-build-\(UUID().uuidString.prefix(8))"

        init() throws {
            for folder in ["scripts", "Sources/a", "Benchmarks/RingBench", "bin"] {
                try FileManager.default.createDirectory(
                    atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
            }
            try FileManager.default.copyItem(
                atPath: Home.root.appendingPathComponent("scripts/build.sh").path,
                toPath: path + "/scripts/build.sh")
            for name in [
                "Package.swift", "Package.resolved", "Sources/a/a.swift", "Sources/a/b.swift",
            ] {
                try write(name, "")
            }
            try write(
                "bin/swift",
                """
                #!/bin/sh
                echo call >> calls
                [ ! -e broken ] || { echo '[1/2] Compiling'; echo 'x.swift:1:1: error: no'; exit 1; }
                mkdir -p .build/release
                for name in jukebox jukeboxd jukebox-player jukebox-scanner jukebox-gateway \\
                    assistant-console libjukebox-client.so
                do echo > .build/release/$name; chmod +x .build/release/$name; done
                echo 'warning: of a library'
                """)
            chmod(path + "/bin/swift", 0o755)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) throws {
            try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        }

        var calls: Int {
            let text = try? String(contentsOfFile: path + "/calls", encoding: .utf8)
            return text?.split(separator: "\n").count ?? 0
        }

        func build() -> Home.Result {
            Home.run(
                path + "/scripts/build.sh", [], ["PATH": path + "/bin:/usr/bin:/bin"])
        }
    }

    @Test func `says what the first build costs, and prints one line if nothing has changed`()
        throws
    {
        let tree = try Tree()

        let first = tree.build()
        let second = tree.build()

        #expect(first.status == 0 && first.output.contains("first build takes"), "\(first)")
        #expect(!first.output.contains("warning"))
        #expect(
            second.status == 0 && second.output == "The programs are up to date.\n", "\(second)")
        #expect(second.errors.isEmpty && tree.calls == 1)
    }

    @Test func `builds again after a change, a deletion, and with another compiler`() throws {
        let tree = try Tree()
        _ = tree.build()

        try tree.write("Sources/a/a.swift", "// new")
        _ = tree.build()
        #expect(tree.calls == 2)
        try FileManager.default.removeItem(atPath: tree.path + "/Sources/a/b.swift")
        _ = tree.build()
        #expect(tree.calls == 3)
        try FileManager.default.removeItem(atPath: tree.path + "/.build/release/jukeboxd")
        _ = tree.build()
        #expect(tree.calls == 4)
        try FileManager.default.moveItem(
            atPath: tree.path + "/bin/swift", toPath: tree.path + "/bin/swift-7")
        symlink(tree.path + "/bin/swift-7", tree.path + "/bin/swift")
        _ = tree.build()
        #expect(tree.calls == 5)
    }

    @Test func `shows the errors of a build that failed, and builds again`() throws {
        let tree = try Tree()
        try tree.write("broken", "")

        let failed = tree.build()
        let again = tree.build()

        #expect(failed.status == 1 && failed.errors.contains("x.swift:1:1: error: no"), "\(failed)")
        #expect(failed.errors.contains(".build/build.log"))
        #expect(again.status == 1 && tree.calls == 2)
    }
}
