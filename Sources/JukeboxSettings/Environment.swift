// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel

/// Where things lie by default, which the environment decides.
public struct Environment: Sendable {
    private let environment: [String: String]
    private let uid: UInt32

    /// Takes the environment's variables and the user's number.
    public init(environment: [String: String], uid: UInt32) {
        self.environment = environment
        self.uid = uid
    }

    /// The environment of this process.
    public static var ofThisProcess: Environment {
        let names = [
            "HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
            "JUKEBOX_RUNTIME_DIR",
        ]
        let pairs = names.compactMap { name in
            getenv(name).map { (name, String(cString: $0)) }
        }
        return Environment(environment: Dictionary(uniqueKeysWithValues: pairs), uid: getuid())
    }

    private func folder(_ variable: String, _ fallback: String) -> String {
        if let path = environment[variable], path.hasPrefix("/") { return path }
        return (environment["HOME"] ?? "/nonexistent") + fallback
    }

    /// The runtime directory from the environment; it overrides the settings.
    var chosenRuntime: String? { environment["JUKEBOX_RUNTIME_DIR"] }

    /// The runtime directory of a jukebox run by hand.
    public var runtime: String {
        chosenRuntime
            ?? RuntimeDirectory.own(session: environment["XDG_RUNTIME_DIR"], uid: uid)
    }

    /// The folders of a jukebox run by hand.
    public var paths: Settings.Paths {
        Settings.Paths(
            runtime: runtime, state: folder("XDG_STATE_HOME", "/.local/state") + "/jukebox",
            music: [], playlists: folder("XDG_DATA_HOME", "/.local/share") + "/jukebox/playlists")
    }

    /// The settings file of the installed service.
    static let serviceFile = "/etc/jukebox/jukebox.toml"

    /// Where the settings file is looked for if none is named; the first that exists is used.
    ///
    /// A person has a jukebox of their own. Root and the accounts of services look after the
    /// installed one.
    public var settingsFiles: [String] {
        let own = folder("XDG_CONFIG_HOME", "/.config") + "/jukebox/jukebox.toml"
        return uid < 1000 ? [own, Self.serviceFile] : [own]
    }
}
