// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing

/// Rings a descriptor whenever the board changes, so that one wait covers the board, keys and
/// signals.
///
/// The thread that waits on the board sleeps without a timer as long as nothing changes.
final class BoardNews {
    private let bell: Descriptor

    /// Starts to listen to the board of a jukebox.
    ///
    /// - Parameter directory: The runtime directory.
    /// - Throws: `SystemError` without a descriptor or a thread.
    init(directory: String) throws(SystemError) {
        bell = try .event()
        let number = bell.number
        try NamedThread.start("board") {
            while true {
                // Attached again each time the board is another one: after an upgrade.
                guard let attachment = try? Attachment(directory: directory) else {
                    Clock.sleep(.seconds(1))
                    continue
                }
                repeat {
                    let count = attachment.view.changes
                    _ = Wake.ring(number)
                    attachment.view.waitForChange(from: count, atMost: .seconds(3600))
                } while attachment.boardIsCurrent
            }
        }
    }

    /// Becomes readable when the board changes, and once at the start.
    var number: CInt { bell.number }

    /// Takes the news in.
    func drain() { bell.drain() }
}
