// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension WallTime {
    /// The moment in the format of RFC 3339, in UTC with milliseconds: `2026-11-21T18:04:05.678Z`.
    ///
    /// The days are turned into a date by the algorithm in "chrono-Compatible Low-Level Date
    /// Algorithms" (Hinnant), `civil_from_days`: years begin in March, eras are of 400 years.
    public var rfc3339: String {
        let ofDay = milliseconds.euclideanRemainder(86_400_000)
        let days = (milliseconds - ofDay) / 86_400_000 + 719_468
        let era = (days - days.euclideanRemainder(146_097)) / 146_097
        let dayOfEra = days.euclideanRemainder(146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = ofDay / 1000
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
            + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):"
            + "\(padded(seconds % 60, 2)).\(padded(ofDay % 1000, 3))Z"
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Int64 {
    fileprivate func euclideanRemainder(_ divisor: Int64) -> Int64 {
        let rest = self % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
