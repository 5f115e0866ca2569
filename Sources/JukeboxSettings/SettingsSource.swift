// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem

/// What is wrong with the settings, a line for each fault.
public struct SettingsErrors: Error, Equatable, Sendable {
    /// The lines, joined.
    public var text: String
}

/// Finds and reads the settings file.
public struct SettingsSource: Sendable {
    private let file: String?
    private let environment: Environment
    private let runtime: String?
    private let looksAtFolders: Bool

    /// Names the file, or nil for the usual place; a runtime directory given by hand wins, then
    /// that of `JUKEBOX_RUNTIME_DIR`.
    ///
    /// Without `lookingAtFolders`, music and playlists need not be there for us: the gateway may
    /// not see them, and the daemon waits for them.
    public init(
        file: String?, runtime: String?, environment: Environment, lookingAtFolders: Bool = true
    ) {
        self.file = file
        self.runtime = runtime ?? environment.chosenRuntime
        self.environment = environment
        looksAtFolders = lookingAtFolders
    }

    /// Reads the settings as they are now.
    public func read() -> Result<Settings, SettingsErrors> {
        let path = file ?? environment.settingsFile
        var defaults = Settings.defaults(for: environment)
        if let runtime {
            defaults.paths.runtime = runtime
            defaults.gateway.socket = defaults.paths.gatewaySocket
        }
        guard let bytes = FileContents.read(path, atMost: 1 << 20) else {
            if file == nil { return .success(defaults) }
            return .failure(SettingsErrors(text: "\(path): the file cannot be read"))
        }
        let problem = looksAtFolders ? FolderAccess.problem : { _ in nil }
        switch SettingsReader.read(
            bytes, defaults: defaults, runtime: runtime, folderProblem: problem)
        {
        case .success(let settings): return .success(settings)
        case .failure(let faults):
            let lines = faults.errors.map { $0.described(in: path) }
            return .failure(SettingsErrors(text: lines.joined(separator: "\n")))
        }
    }
}
