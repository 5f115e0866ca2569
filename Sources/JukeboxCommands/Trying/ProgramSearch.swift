// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// Looks for another program of the jukebox.
enum ProgramSearch {
    /// Where a program may be: beside this one, where it is installed, and in `PATH`.
    ///
    /// - Parameters:
    ///   - name: The program.
    ///   - own: The path of this program, without links.
    ///   - path: The value of `PATH`.
    /// - Returns: The paths, in the order in which they are tried.
    static func candidates(_ name: String, own: String, path: String?) -> [String] {
        var folders: [String] = []
        if let slash = own.lastIndex(of: "/") {
            let folder = String(own[..<slash])
            folders = [folder, folder + "/../lib/jukebox"]
        }
        // An empty part of PATH is the working directory, from which nothing is started unasked.
        folders += (path ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return folders.map { $0 + "/" + name }
    }

    /// The path of a program; nil if it is nowhere.
    static func find(_ name: String) -> String? {
        let path = getenv("PATH").map { String(cString: $0) }
        return candidates(name, own: OwnProgram.path, path: path).first { access($0, X_OK) == 0 }
    }
}
