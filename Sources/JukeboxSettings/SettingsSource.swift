// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// The faults of the settings, one per line.
public struct SettingsErrors: Error, Equatable, Sendable {
    /// The lines, joined.
    public var text: String
}

/// Finds and reads the settings file.
public struct SettingsSource: Sendable {
    private let named: String?
    private let environment: Environment
    private let runtime: String?
    private let looksAtFolders: Bool

    /// Names the file, or nil for the first of `Environment.settingsFiles` that exists; a runtime directory given by hand wins, then
    /// that of `JUKEBOX_RUNTIME_DIR`.
    ///
    /// Without `lookingAtFolders`, music and playlists need not be there for us: the gateway may
    /// not see them, and the daemon waits for them.
    public init(
        file: String?, runtime: String?, environment: Environment, lookingAtFolders: Bool = true
    ) {
        named = file
        self.runtime = runtime ?? environment.chosenRuntime
        self.environment = environment
        looksAtFolders = lookingAtFolders
    }

    /// The file that is read; nil if none is named and none exists, so that the defaults apply.
    public var file: String? {
        named ?? environment.settingsFiles.first { access($0, F_OK) == 0 }
    }

    /// Reads the settings as they are now.
    public func read() -> Result<Settings, SettingsErrors> {
        var defaults = Settings.defaults(for: environment)
        if let runtime {
            defaults.paths.runtime = runtime
            defaults.gateway.socket = defaults.paths.gatewaySocket
        }
        guard let path = file else { return .success(defaults) }
        guard let bytes = FileContents.read(path, atMost: 1 << 20) else {
            return .failure(SettingsErrors(text: "\(path): \(Self.problem(path))"))
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

    /// Why a file cannot be read.
    private static func problem(_ path: String) -> String {
        let isMissing = access(path, F_OK) != 0 && errno == ENOENT
        if isMissing { return "there is no such file" }
        if access(path, R_OK) == 0 { return "the file cannot be read, or has more than 1 MiB" }
        return "user \(Accounts.ownName) cannot read the file"
    }
}
