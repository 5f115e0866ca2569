// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import LinuxSystem

/// Lengths and moments of time as people write them.
public enum TimeText {
    /// A position or a length of a song: `0:12`, `1:02:03`.
    ///
    /// - Parameter milliseconds: the length; a negative one counts as zero.
    /// - Returns: minutes and seconds, with hours only from the first on.
    public static func clock(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        let tail = ":" + twoDigits(seconds % 60)
        return hours > 0 ? "\(hours):\(twoDigits(minutes))\(tail)" : "\(minutes)\(tail)"
    }

    /// A long span in its two largest units: `45 s`, `12 min`, `2 h 14 min`, `3 d 4 h`.
    ///
    /// - Parameter milliseconds: the span; a negative one counts as zero.
    /// - Returns: numbers with units; seconds only for less than a minute.
    public static func span(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60)
        if days > 0 { return hours > 0 ? "\(days) d \(hours) h" : "\(days) d" }
        if hours > 0 { return minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h" }
        return minutes > 0 ? "\(minutes) min" : "\(seconds) s"
    }

    /// A number with at least two digits.
    static func twoDigits(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
}

extension TimeText {
    /// A moment of today as `14:02`, of another day as `2026-11-27 14:02`.
    ///
    /// - Parameters:
    ///   - moment: the moment, in local time.
    ///   - now: the present, in local time.
    /// - Returns: the hour and the minute, and the date where it is another day's.
    public static func moment(_ moment: LocalTime, now: LocalTime) -> String {
        let time = "\(twoDigits(Int64(moment.hour))):\(twoDigits(Int64(moment.minute)))"
        let isToday =
            moment.year == now.year && moment.month == now.month && moment.day == now.day
        if isToday { return time }
        let date = [moment.year, moment.month, moment.day].map { twoDigits(Int64($0)) }
        return date.joined(separator: "-") + " " + time
    }
}
