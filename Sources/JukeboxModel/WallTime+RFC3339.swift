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

extension WallTime {
    /// Reads a moment as `rfc3339` writes it; nil for any other text.
    ///
    /// The date is turned into days by `days_from_civil` of the same source.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        let marks: [(Int, Character)] = [
            (4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (23, "Z"),
        ]
        guard bytes.count == 24, marks.allSatisfy({ bytes[$0] == $1.asciiValue }) else {
            return nil
        }
        func number(_ range: Range<Int>, _ limits: ClosedRange<Int64>) -> Int64? {
            guard bytes[range].allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            let value = bytes[range].reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
            return limits.contains(value) ? value : nil
        }
        guard let year = number(0..<4, 1970...2200), let month = number(5..<7, 1...12),
            let day = number(8..<10, 1...31), let hour = number(11..<13, 0...23),
            let minute = number(14..<16, 0...59), let second = number(17..<19, 0...60),
            let rest = number(20..<23, 0...999)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = shifted / 400 * 146_097 + dayOfEra - 719_468
        self.init(
            milliseconds: days * 86_400_000 + (hour * 3600 + minute * 60 + second) * 1000 + rest)
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
