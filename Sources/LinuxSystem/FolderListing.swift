// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Lists folders.
public enum FolderListing {
    /// The names in a folder, unsorted, without `.` and `..`; nil if it cannot be read.
    public static func names(_ path: String) -> [String]? {
        guard let folder = try? Descriptor.open(path, O_RDONLY | O_DIRECTORY) else { return nil }
        return names(of: folder.number)
    }

    /// The same, of an open folder.
    ///
    /// The C function is `readdir`.
    static func names(of folder: CInt) -> [String]? {
        guard let listing = unsafe cl_list(folder) else { return nil }
        defer { unsafe closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
