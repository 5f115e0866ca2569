// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import JukeboxGateway
import JukeboxSettings
import LinuxSystem

/// Says what went wrong, to stderr.
func complain(_ text: String) {
    _ = writeBytes(2, Array("jukebox-gateway: \(harmless(text))\n".utf8)[...])
}

/// Does something with a kept file, and ends with 73 and a message if that is not possible.
func keeping<Answer>(_ body: () throws -> Answer) throws -> Answer {
    do {
        return try body()
    } catch let error as KeptFile.Failure {
        complain("\(error)")
        throw ProgramEnd(73)
    }
}

/// Tells which file was written, and which settings named it.
func tellFile(_ path: String, _ source: SettingsSource) {
    complain("written to “\(path)”\(settingsOf(source))")
}

/// ` (settings: FILE)`.
func settingsOf(_ source: SettingsSource) -> String {
    source.file.map { " (settings: “\($0)”)" } ?? " (no settings file; the defaults apply)"
}

/// A moment without its seconds: `2026-11-21 18:04`.
func minute(_ moment: String) -> String {
    let text = String(moment.prefix(16))
    return text.utf8.count == 16 ? text.replacing("T", with: " ") : moment
}

/// A text without characters that could move a terminal's cursor.
func harmless(_ text: String) -> String {
    var harmless = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        let isControl =
            scalar.value < 0x20 && scalar != "\n" || (0x7F..<0xA0).contains(scalar.value)
        harmless.append(isControl ? "\u{FFFD}" : scalar)
    }
    return String(harmless)
}

/// Rows in columns of equal width, two spaces apart.
func aligned(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
        rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
        let cells = zip(row, widths).map { cell, width in
            cell + String(repeating: " ", count: width - cell.count)
        }
        let line = cells.joined(separator: "  ")
        return String(line.reversed().drop { $0 == " " }.reversed())
    }
}
