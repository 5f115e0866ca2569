// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// What is wrong with the settings, a line for each fault.
public struct SettingsReport: Error, Equatable, Sendable {
    /// The lines, joined.
    public var text: String
}

/// Finds and reads the settings file.
public struct SettingsSource: Sendable {
    private let file: String?
    private let surroundings: Surroundings
    private let runtime: String?
    private let looksAtFolders: Bool

    /// Names the file, or nil for the usual place; a runtime directory given by hand wins.
    ///
    /// Without `lookingAtFolders`, music and playlists need not be there for us: the gateway may
    /// not see them.
    public init(
        file: String?, runtime: String?, surroundings: Surroundings, lookingAtFolders: Bool = true
    ) {
        self.file = file
        self.runtime = runtime
        self.surroundings = surroundings
        looksAtFolders = lookingAtFolders
    }

    /// Reads the settings as they are now.
    public func read() -> Result<Settings, SettingsReport> {
        let path = file ?? surroundings.settingsFile
        var defaults = Settings.defaults(for: surroundings)
        if let runtime { defaults.paths.runtime = runtime }
        guard let bytes = Self.contents(path) else {
            if file == nil { return .success(defaults) }
            return .failure(SettingsReport(text: "\(path): the file cannot be read"))
        }
        let problem = looksAtFolders ? FolderAccess.problem : { _ in nil }
        switch SettingsReader.read(bytes, defaults: defaults, folderProblem: problem) {
        case .success(var settings):
            if let runtime { settings.paths.runtime = runtime }
            return .success(settings)
        case .failure(let faults):
            let lines = faults.errors.map { $0.described(in: path) }
            return .failure(SettingsReport(text: lines.joined(separator: "\n")))
        }
    }

    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = try? Descriptor.open(path, O_RDONLY) else { return nil }
        var bytes: [UInt8] = []
        while true {
            switch readBytes(file.number, into: &bytes, limit: 65_536) {
            case .bytes: if bytes.count > 1 << 20 { return nil }
            case .end: return bytes
            case .later, .failed: return nil
            }
        }
    }
}
