// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel

/// The words for outcomes as C strings, made once and never freed.
enum OutcomeWords {
    private static nonisolated(unsafe) let words: [UnsafePointer<CChar>?] =
        unsafe (0...UInt8(Outcome.allCases.count)).map { number in
            unsafe strdup(Outcome(rawValue: number)?.word ?? "unknown").map { unsafe .init($0) }
        }

    /// The word for an outcome; the word for 0 if the number is not an outcome.
    static func word(_ number: CInt) -> UnsafePointer<CChar> {
        let index = Int(exactly: number).flatMap { unsafe words.indices.contains($0) ? $0 : nil }
        // strdup fails only if there is no memory left for a few bytes.
        return unsafe words[index ?? 0] ?? LastProblem.text
    }
}
