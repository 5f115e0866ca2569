// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import LinuxSystem

/// Prints a line for people, in which no tag can control the terminal.
func say(_ text: String) { print(text.plain(keepingLines: true)) }

/// Prints a line for programs.
func printJSON(_ line: String) { print(line) }

/// Says on stderr why something failed.
func complain(_ text: String) {
    let plain = text.plain(keepingLines: true)
    fflush(nil)
    _ = writeBytes(2, Array("jukebox: \(plain)\n".utf8)[...])
}
