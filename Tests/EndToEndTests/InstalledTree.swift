// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation

/// What `make install` puts into a `DESTDIR`; deleted with this value.
final class InstalledTree {
    /// The `DESTDIR`.
    let path = NSTemporaryDirectory() + "jukebox-tree-\(UUID().uuidString.prefix(8))"
    let prefix: String
    /// `DESTDIR` and prefix together.
    var root: String { path + prefix }

    /// Installs the programs of the test run.
    init(prefix: String = "/usr") throws {
        self.prefix = prefix
        try install()
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Installs, again.
    func install() throws {
        let installed = script("install.sh", Home.programs)
        guard installed.status == 0 else { throw Home.Failure(text: "install.sh: \(installed)") }
    }

    /// Removes what was installed.
    func uninstall() -> Home.Result { script("uninstall.sh") }

    private func script(_ name: String, _ more: String...) -> Home.Result {
        Home.run(Home.root.appendingPathComponent("scripts/\(name)").path, [path, prefix] + more)
    }

    /// The paths of all files and links, below the `DESTDIR`.
    var files: [String] {
        let all = FileManager.default.enumerator(atPath: path)?.allObjects ?? []
        return all.compactMap { $0 as? String }.filter { name in
            var facts = stat()
            return lstat(path + "/" + name, &facts) == 0 && facts.st_mode & S_IFMT != S_IFDIR
        }
    }
}
