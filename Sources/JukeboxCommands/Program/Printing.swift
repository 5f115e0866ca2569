// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JSONLines
internal import LinuxSystem
internal import Terminal

/// Prints text for people, in which no tag can control the terminal.
func say(_ text: String) { put(text.plain(keepingLines: true) + "\n") }

/// Prints a line for programs.
func printJSON(_ line: String) { put(line + "\n") }

/// Prints lines for people, coloured on a terminal.
///
/// - Parameters:
///   - lines: the lines.
///   - screen: what shows them; its width does not cut them.
func say(_ lines: [Line], on screen: Screen) {
    guard !lines.isEmpty else { return }
    put(lines.map { $0.rendered(colour: screen.hasColour) + "\n" }.joined())
}

/// Says on stderr why something failed; a text that is very long, because a word of the command line
/// is, loses its middle.
func complain(_ text: String) {
    var plain = text.plain(keepingLines: true)
    if plain.unicodeScalars.count > 2000 { plain = "\(plain.prefix(800)) … \(plain.suffix(400))" }
    _ = writeBytes(2, Array("jukebox: \(plain)\n".utf8)[...])
}

/// Writes to stdout; the program ends if nobody reads it (by SIGPIPE, as tools do) or if it cannot
/// be written (a full disk, status 74).
private func put(_ text: String) {
    do throws(SystemError) { try OutputDescriptor.writeAll(Array(text.utf8), to: 1) } catch {
        complain("the answer could not be printed: \(error)")
        exit(74)  // EX_IOERR of sysexits.h
    }
}

extension Scene {
    /// The scene of stdout, now.
    static var standard: Scene {
        let screen = Screen(descriptor: 1) { name in getenv(name).map { String(cString: $0) } }
        return Scene(screen: screen, now: LocalTime(Clock.wall))
    }
}

extension Session {
    /// Prints an answer: its JSON with --json, nothing with --quiet, otherwise its lines.
    func show(_ answer: JSON, lines: (Scene) -> [Line]) {
        if json { return printJSON(answer.line) }
        guard !quiet else { return }
        let scene = Scene.standard
        say(lines(scene), on: scene.screen)
    }
}
