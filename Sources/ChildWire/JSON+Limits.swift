// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

// Numbers in lines come from another process, which may be broken or hostile. They are limited here,
// so that no sum or product of them overflows later: a time of 2^40 ms is 34 years, and
// 2^53 frames × 1000 is below 2^63.
extension JSON {
    /// A command's number, at most 2^62; nil if it is negative or not a whole number.
    var commandNumber: UInt64? {
        guard let int, int >= 0 else { return nil }
        return UInt64(min(int, 1 << 62))
    }

    /// A position or a length in milliseconds, limited to 0...2^40; nil if not a whole number.
    var milliseconds: Int64? { int.map { max(0, min($0, 1 << 40)) } }

    /// A count of frames, limited to 0...2^53; nil if not a whole number.
    var frames: Int64? { int.map { max(0, min($0, 1 << 53)) } }

    /// A moment, limited to 0...2^62 ns; nil if not a whole number.
    var moment: MonotonicTime? {
        int.map { MonotonicTime(nanoseconds: max(0, min($0, 1 << 62))) }
    }
}
