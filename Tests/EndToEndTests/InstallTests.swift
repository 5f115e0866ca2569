// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized) struct `Installing` {
    @Test(arguments: ["/usr", "/usr/local", "/opt/jukebox"])
    func `is undone without a trace but the settings`(prefix: String) throws {
        let tree = try InstalledTree(prefix: prefix)
        try tree.install()
        #expect(tree.files.count > 20)
        try Data("mine".utf8).write(
            to: URL(fileURLWithPath: tree.path + "/etc/jukebox/jukebox.toml"))

        try tree.install()
        let removed = tree.uninstall()

        #expect(removed.status == 0, "\(removed)")
        let left = FileManager.default.enumerator(atPath: tree.path)?.allObjects
            .compactMap { $0 as? String }.sorted()
        #expect(left == ["etc", "etc/jukebox", "etc/jukebox/jukebox.toml"])
        let settings = try String(
            contentsOfFile: tree.path + "/etc/jukebox/jukebox.toml", encoding: .utf8)
        #expect(settings == "mine")
    }

    @Test func `leaves what others put into the same folders`() throws {
        let tree = try InstalledTree()
        let others = ["share/man/man1/other.1", "bin/jukebox-of-another", "lib/libother.so"]
        for name in others {
            let file = tree.root + "/" + name
            try FileManager.default.createDirectory(
                atPath: (file as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true)
            _ = FileManager.default.createFile(atPath: file, contents: nil)
        }

        _ = tree.uninstall()

        let expected = Set(others.map { "usr/" + $0 } + ["etc/jukebox/jukebox.toml"])
        #expect(Set(tree.files) == expected)
    }

    @Test func `gives everybody the right to read and run it, whatever the umask`() throws {
        let before = umask(0o077)
        defer { umask(before) }

        let tree = try InstalledTree()

        for name in tree.files {
            var facts = stat()
            #expect(stat(tree.path + "/" + name, &facts) == 0, "\(name) is a broken link")
            #expect(facts.st_mode & 0o444 == 0o444, "\(name)")
            #expect(facts.st_mode & 0o022 == 0, "\(name)")
        }
        let jukebox = Home.run(tree.root + "/bin/jukebox", ["--version"])
        #expect(jukebox.status == 0, "\(jukebox)")
    }

    @Test func `stops before anything is installed if a program is missing`() throws {
        let path = NSTemporaryDirectory() + "jukebox-tree-\(UUID().uuidString.prefix(8))"
        let script = Home.root.appendingPathComponent("scripts/install.sh").path

        let failed = Home.run(script, [path, "/usr", "/nonexistent"])

        #expect(failed.status == 66 && failed.errors.contains("make build"), "\(failed)")
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `recommends no group that gives more than music`() throws {
        let texts =
            try FileManager.default.subpathsOfDirectory(atPath: Home.root.path + "/Sources")
            .map { "Sources/" + $0 } + ["README.md", "scripts/install.sh", "scripts/lib.sh"]
        let advice = #/(usermod -aG|adduser \S+) (root|sudo|wheel|adm|disk|docker)\b/#
        for name in texts where !name.hasSuffix("/") {
            guard
                let text = try? String(contentsOfFile: Home.root.path + "/" + name, encoding: .utf8)
            else { continue }
            #expect(text.firstMatch(of: advice) == nil, "\(name)")
        }
    }
}
