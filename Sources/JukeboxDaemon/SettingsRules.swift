// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings

extension Settings {
    /// The rules by which the pure jukebox decides.
    var rules: Jukebox.Rules {
        Jukebox.Rules(
            destinations: destinations.map(\.name),
            nicknames: Dictionary(
                uniqueKeysWithValues: destinations.map { ($0.name, $0.nicknames) }),
            defaultDestination: defaultDestination,
            outputs: Dictionary(uniqueKeysWithValues: destinations.map { ($0.name, $0.device) }),
            music: paths.music.map { EscapedPath(bytes: $0.utf8) },
            queueLimit: limits.queueEntries, expiry: .seconds(Int64(limits.expirySeconds)),
            holdAfter: .seconds(Int64(limits.holdAfterSeconds)),
            resumeOnOrder: limits.resumeOnOrder)
    }
}

extension Settings {
    /// The names of changed settings that need a restart.
    func needingRestart(toBecome fresh: Settings) -> [String] {
        var names: [String] = []
        if paths.runtime != fresh.paths.runtime { names.append("paths.runtime") }
        if paths.runtimeOnDisk != fresh.paths.runtimeOnDisk {
            names.append("paths.runtime_on_disk")
        }
        if paths.state != fresh.paths.state { names.append("paths.state") }
        return names
    }

    /// Keeps the settings that cannot change before the next start.
    mutating func keepWhatNeedsRestart(of current: Settings) {
        paths.runtime = current.paths.runtime
        paths.runtimeOnDisk = current.paths.runtimeOnDisk
        paths.state = current.paths.state
    }
}
