// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// Waiting on a 32-bit word that several processes map.
///
/// The system call is `futex`.
public enum SharedWord {
    /// Wakes all threads and processes that wait on the word.
    public static func wake(_ word: UnsafeMutablePointer<UInt32>) {
        unsafe cl_futex_wake(word)
    }

    /// Waits while the word has this value; a nil span waits without a limit.
    ///
    /// May return early.
    public static func wait(
        _ word: UnsafePointer<UInt32>, while value: UInt32, atMost span: MonotonicTime.Span?
    ) {
        unsafe cl_futex_wait(word, value, span?.nanoseconds ?? -1)
    }
}
