// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings

extension Settings {
    /// What the pure jukebox goes by.
    var rules: Jukebox.Rules {
        Jukebox.Rules(
            destinations: destinations.map(\.name),
            nicknames: Dictionary(
                uniqueKeysWithValues: destinations.map { ($0.name, $0.nicknames) }),
            defaultDestination: defaultDestination,
            queueLimit: limits.queueEntries, expiry: .seconds(Int64(limits.expirySeconds)))
    }
}
