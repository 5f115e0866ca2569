// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Folders that only this user may enter, and that are deleted after use.
public enum TemporaryFolder {
    /// Makes a folder with a name of its own.
    ///
    /// The C function is `mkdtemp`.
    ///
    /// - Parameters:
    ///   - name: The beginning of its name.
    ///   - parent: The folder in which it is made.
    /// - Returns: Its path.
    /// - Throws: If it cannot be made.
    public static func make(_ name: String, in parent: String) throws(SystemError) -> String {
        var path = Array("\(parent)/\(name)XXXXXX".utf8CString)
        guard unsafe mkdtemp(&path) != nil else { throw .last("mkdtemp", parent) }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Deletes a folder with everything in it; does nothing if it does not exist.
    ///
    /// Links are deleted, and not followed.
    ///
    /// The C function is `unlinkat`.
    public static func delete(_ path: String) {
        empty(AT_FDCWD, path, depth: 0)
        _ = unsafe rmdir(path)
    }

    /// Deeper than the folders of any program that is run in one.
    private static let mostDepth = 32

    private static func empty(_ parent: CInt, _ name: String, depth: Int) {
        let number = unsafe cl_openat(
            parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
        guard number >= 0 else { return }
        let folder = Descriptor(owning: number)
        for entry in FolderListing.names(of: folder.number) ?? [] {
            guard unsafe unlinkat(folder.number, entry, 0) != 0, depth < mostDepth else { continue }
            empty(folder.number, entry, depth: depth + 1)
            _ = unsafe unlinkat(folder.number, entry, AT_REMOVEDIR)
        }
    }
}
