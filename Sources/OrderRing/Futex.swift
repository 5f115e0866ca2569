// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// Waiting on a word of shared memory, see futex(2).
enum Futex {
    static func wake(_ word: UnsafeMutablePointer<UInt32>) { unsafe SharedWord.wake(word) }

    /// Waits while the word has this value; a nil span waits without a limit.
    static func wait(
        _ word: UnsafePointer<UInt32>, while value: UInt32, atMost span: MonotonicTime.Span?
    ) {
        unsafe SharedWord.wait(word, while: value, atMost: span)
    }
}
