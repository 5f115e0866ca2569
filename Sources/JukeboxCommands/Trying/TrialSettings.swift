// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The settings of a trial, as the text of a settings file.
///
/// A pure value.
struct TrialSettings: Equatable {
    /// The folder of the trial: runtime directory, with the databases in it.
    var folder: String
    /// Whether that folder is on a disk.
    var liesOnDisk: Bool
    /// The music folders.
    var music: [String]
    /// What it plays on: an ALSA device or `silent`.
    var device: String

    /// The only room.
    static let room = "here"

    /// The text of the file, in TOML.
    var text: String {
        """
        default_destination = \(Self.quoted(Self.room))
        [paths]
        runtime = \(Self.quoted(folder))
        runtime_on_disk = \(liesOnDisk)
        state = \(Self.quoted(folder + "/state"))
        music = [\(music.map(Self.quoted).joined(separator: ", "))]
        playlists = \(Self.quoted(folder + "/lists"))
        [limits]
        queue_entries = 1000000
        [[destination]]
        name = \(Self.quoted(Self.room))
        device = \(Self.quoted(device))

        """
    }

    /// A text as a basic string of TOML, in which quotes, backslashes and control characters are
    /// escaped; see toml.io, “String”.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
