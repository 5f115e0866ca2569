// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import Synchronization

/// Why the last call of each thread failed.
enum LastProblem {
    /// The key under which each thread keeps its text; freed when the thread ends.
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        unsafe pthread_key_create(&key) { unsafe free($0) }
        return key
    }()

    static func say(_ text: String) {
        unsafe free(pthread_getspecific(key))
        unsafe pthread_setspecific(key, strdup(text))
    }

    /// The text; empty if nothing has failed yet.
    static var text: UnsafePointer<CChar> {
        if let kept = unsafe pthread_getspecific(key) {
            return unsafe UnsafePointer(kept.assumingMemoryBound(to: CChar.self))
        }
        say("")
        guard let kept = unsafe pthread_getspecific(key) else { return unsafe UnsafePointer(empty) }
        return unsafe UnsafePointer(kept.assumingMemoryBound(to: CChar.self))
    }

    /// For a thread that has no memory left for a text of its own.
    private static nonisolated(unsafe) let empty: UnsafeMutablePointer<CChar> = {
        let place = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        unsafe place.pointee = 0
        return unsafe place
    }()
}
