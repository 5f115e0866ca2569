// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite struct `The library for C, and for what can call C` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/clients").path
    private static let library = Home.programs + "/libjukebox-client.so"

    private static func can(_ words: String...) -> Bool {
        Home.run("/usr/bin/env", words).status == 0
    }

    private func run(_ home: Home, _ words: [String]) -> Home.Result {
        Home.run(
            "/usr/bin/env", words,
            ["JUKEBOX_RUNTIME_DIR": home.path + "/run", "LIBJUKEBOX": Self.library])
    }

    /// Orders a song that there is, one that there is not, and where there is no jukebox.
    private func tries(_ order: [String]) throws {
        let home = try Home(kitchen: "silent")
        try home.start()

        let heard = run(home, order + ["Canon", "kitchen"])
        let refused = run(home, order + ["nonsense"])
        home.end(SIGKILL)
        try FileManager.default.removeItem(atPath: home.path + "/run")
        let nobody = run(home, order + ["Canon"])

        #expect(heard.output == "ticket 1 outcome 4\n", "\(heard)")
        #expect(refused.output == "ticket 2 outcome 7\n", "\(refused)")
        #expect(nobody.status != 0 && nobody.errors.contains("no jukebox in"), "\(nobody)")
    }

    @Test(.enabled(if: can("python3", "-c", "import ctypes"), "needs python3"))
    func `orders from Python`() throws {
        try tries(["python3", Self.folder + "/order.py"])
    }

    @Test(
        .enabled(if: can("php", "-d", "ffi.enable=1", "-r", "FFI::cdef('');"), "needs php with FFI")
    )
    func `orders from PHP`() throws {
        try tries(["php", "-d", "ffi.enable=1", Self.folder + "/order.php"])
    }

    @Test(.enabled(if: can("cc", "--version"), "needs a C compiler"))
    func `orders from C, under a header that warns of nothing`() throws {
        let work = NSTemporaryDirectory() + "jukebox-c-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: work) }
        let program = work + "/order"
        let built = Home.run(
            "/usr/bin/env",
            [
                "cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", Self.folder,
                Self.folder + "/order.c", Self.library, "-Wl,-rpath," + Home.programs,
                "-Wl,--allow-shlib-undefined", "-o", program,
            ])
        #expect(built.status == 0, "\(built)")

        try tries([program])
    }

    @Test func `exports each call that its header names`() throws {
        let header = try String(contentsOfFile: Self.folder + "/jukebox.h", encoding: .utf8)
        let library = dlopen(Self.library, RTLD_NOW)
        let names = Set(header.matches(of: /(jukebox_[a-z_]+)\(/).map { String($0.output.1) })

        #expect(names.count == 8)
        for name in names { #expect(dlsym(library, name) != nil, "\(name)") }
    }
}
