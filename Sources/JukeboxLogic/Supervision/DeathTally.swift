// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Counts how often a player died by itself while it held the same entry.
struct DeathTally: Hashable, Sendable {
    /// As often as this, and the file is to blame.
    static let limit = 3

    private var entry: EntryID?
    private var deaths = 0

    /// Counts a death.
    ///
    /// - Returns: the entry, when it is to blame.
    mutating func died(over entry: EntryID?) -> EntryID? {
        guard let entry else { return nil }
        deaths = self.entry == entry ? deaths + 1 : 1
        self.entry = entry
        guard deaths >= Self.limit else { return nil }
        reset()
        return entry
    }

    /// Sound was heard, or something else is played.
    mutating func reset() {
        entry = nil
        deaths = 0
    }
}
