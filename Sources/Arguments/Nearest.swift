// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Says which known word may have been meant.
public enum Nearest {
    /// `; did you mean “pause”?`; empty if no word is near.
    ///
    /// - Parameters:
    ///   - word: The word that is not known.
    ///   - names: The known words.
    /// - Returns: text to put after a complaint.
    public static func hint(_ word: String, _ names: [String]) -> String {
        guard word.utf8.count <= 100 else { return "" }
        let near = Nearness.nearest(
            to: word.lowercased(), among: names.map { (key: $0.lowercased(), name: $0) }, atMost: 1)
        return near.first.map { "; did you mean “\($0)”?" } ?? ""
    }
}

/// Joins words to a list for people.
public enum Listing {
    /// `bash, zsh or fish`.
    public static func either(_ words: [String]) -> String { joined(words, "or") }

    /// `kitchen, study and bath`.
    public static func all(_ words: [String]) -> String { joined(words, "and") }

    private static func joined(_ words: [String], _ last: String) -> String {
        guard words.count > 1, let end = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(last) \(end)"
    }
}
