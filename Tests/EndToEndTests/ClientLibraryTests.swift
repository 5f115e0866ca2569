// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import OrderRing
import Testing

/// The library and its examples as they are installed, in each language that this machine has.
@Suite(.serialized) struct `The library for C, and for what can call C` {
    private static func can(_ words: String...) -> Bool {
        Home.run("/usr/bin/env", words).status == 0
    }

    private struct Example {
        var tree: InstalledTree
        var words: [String]

        func run(_ home: Home, _ arguments: String...) -> Home.Result {
            Home.run(
                "/usr/bin/env", words + arguments,
                [
                    "JUKEBOX_RUNTIME_DIR": home.path + "/run",
                    "LD_LIBRARY_PATH": tree.root + "/lib",
                ])
        }
    }

    /// Provokes each exit status.
    private func tries(_ example: Example) throws {
        let home = try Home(kitchen: "silent")
        let nobody = example.run(home, "Canon")
        try home.start()

        let heard = example.run(home, "Canon", "kitchen")
        let refused = example.run(home, "nonsense")
        let wrong = [
            example.run(home), example.run(home, "a", "b", "c"), example.run(home, ""),
        ]
        let help = example.run(home, "--help")
        home.end(SIGKILL)
        let down = example.run(home, "Canon")
        var attachment = try Attachment(directory: home.path + "/run")
        while case .acknowledged = try attachment.enqueue(Order(.play(.init(title: "x")))) {}
        let full = example.run(home, "Canon")

        #expect(nobody.status == 69 && nobody.errors.contains("no jukebox in"), "\(nobody)")
        #expect(heard.status == 0 && heard.output == "ticket 1: playing\n", "\(heard)")
        #expect(refused.status == 65 && refused.output == "ticket 2: refused\n", "\(refused)")
        for result in wrong { #expect(result.status == 64 && !result.errors.isEmpty, "\(result)") }
        #expect(help.status == 0 && help.output.contains("TITLE [ROOM]"), "\(help)")
        #expect(down.status == 69 && down.errors.contains("not running"), "\(down)")
        #expect(full.status == 75 && full.errors.contains("the ring is full"), "\(full)")
    }

    @Test(.enabled(if: can("python3", "-c", "import ctypes"), "needs python3"))
    func `orders from Python`() throws {
        let tree = try InstalledTree()
        let script = tree.root + "/share/jukebox/examples/order.py"

        try tries(Example(tree: tree, words: ["python3", script]))
        let lost = Home.run(
            "/usr/bin/env", ["python3", script, "x"], ["LIBJUKEBOX": "/nonexistent"])
        #expect(lost.status == 69 && lost.errors.contains("install the jukebox"), "\(lost)")
    }

    @Test(
        .enabled(if: can("php", "-d", "ffi.enable=1", "-r", "FFI::cdef('');"), "needs php with FFI")
    )
    func `orders from PHP`() throws {
        let tree = try InstalledTree()
        let script = tree.root + "/share/jukebox/examples/order.php"

        try tries(Example(tree: tree, words: ["php", "-d", "ffi.enable=1", script]))
    }

    @Test(.enabled(if: can("cc", "--version"), "needs a C compiler"))
    func `orders from C, under a header that warns of nothing`() throws {
        let tree = try InstalledTree()
        let program = tree.path + "/order"
        let built = Home.run(
            "/usr/bin/env",
            [
                "cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                "-I", tree.root + "/include", tree.root + "/share/jukebox/examples/order.c",
                "-L", tree.root + "/lib", "-ljukebox", "-Wl,--allow-shlib-undefined", "-o", program,
            ])
        #expect(built.status == 0, "\(built)")

        try tries(Example(tree: tree, words: [program]))
        let needed = Home.run("/usr/bin/env", ["readelf", "-d", program]).output
        #expect(needed.isEmpty || needed.contains("[libjukebox.so.1]"), "\(needed)")
    }

    @Test(.enabled(if: can("pkg-config", "--version"), "needs pkg-config"))
    func `tells pkg-config where it is, with an rpath where programs do not look`() throws {
        func flags(_ tree: InstalledTree) -> String {
            Home.run(
                "/usr/bin/env", ["pkg-config", "--cflags", "--libs", "jukebox"],
                [
                    "PKG_CONFIG_LIBDIR": tree.root + "/lib/pkgconfig",
                    "PKG_CONFIG_ALLOW_SYSTEM_LIBS": "1",
                ]
            ).output
        }

        let usual = flags(try InstalledTree(prefix: "/usr/local"))
        let other = flags(try InstalledTree(prefix: "/opt/jukebox"))

        #expect(usual.contains("-ljukebox") && !usual.contains("rpath"), "\(usual)")
        #expect(other.contains("-I/opt/jukebox/include"), "\(other)")
        #expect(other.contains("-Wl,-rpath,/opt/jukebox/lib"), "\(other)")
    }

    @Test func `exports each call that its header names`() throws {
        let header = try String(
            contentsOf: Home.root.appendingPathComponent("config/clients/jukebox.h"),
            encoding: .utf8)
        let library = dlopen(Home.programs + "/libjukebox-client.so", RTLD_NOW)
        let names = Set(
            header.matches(of: /^[a-z_0-9 ]+\*?(jukebox_[a-z_]+)\(/.anchorsMatchLineEndings())
                .map { String($0.output.1) })

        #expect(names.count == 9)
        for name in names { #expect(dlsym(library, name) != nil, "\(name)") }
    }

    @Test func `has a word for each outcome, and for numbers that are none`() throws {
        let library = dlopen(Home.programs + "/libjukebox-client.so", RTLD_NOW)
        let call = try #require(dlsym(library, "jukebox_outcome_word"))
        typealias Call = @convention(c) (CInt) -> UnsafePointer<CChar>
        let word = unsafeBitCast(call, to: Call.self)

        for outcome in Outcome.allCases {
            #expect(String(cString: word(CInt(outcome.rawValue))) == outcome.word)
        }
        for number in [0, -1, 13, CInt.max, CInt.min] {
            #expect(String(cString: word(number)) == "unknown")
        }
    }
}
