// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// A moment on the clock on the wall: in the time zone of the machine, or of TZ.
public struct LocalTime: Equatable, Sendable {
    /// The year.
    public var year: Int
    /// The month, from 1.
    public var month: Int
    /// The day of the month, from 1.
    public var day: Int
    /// The hour, from 0 to 23.
    public var hour: Int
    /// The minute.
    public var minute: Int
    /// The second.
    public var second: Int

    /// Makes a moment.
    public init(
        year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    /// The moment in the local time zone.
    ///
    /// The corresponding C function is `localtime_r`.
    public init(_ moment: WallTime) {
        var seconds = time_t(moment.nanoseconds / 1_000_000_000)
        var parts = unsafe tm()
        _ = unsafe localtime_r(&seconds, &parts)
        unsafe self.init(
            year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
            hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec))
    }
}
