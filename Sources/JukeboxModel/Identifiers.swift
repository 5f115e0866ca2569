// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The number of an order that people see, type and say; unique, and below 2^48.
public struct Ticket: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number itself.
    public let number: UInt64

    /// The first number that is too large for a ticket.
    public static let limit: UInt64 = 1 << 48

    /// Wraps a number, which must be below `limit`.
    public init(_ number: UInt64) {
        self.number = number
    }

    /// The number in digits.
    public var description: String { "\(number)" }

    /// Orders tickets by number, which is the order in which they were drawn.
    public static func < (left: Ticket, right: Ticket) -> Bool { left.number < right.number }
}

/// The journal's own key of an order; never reused, and never shown to clients.
public struct OrderKey: Hashable, Comparable, Sendable {
    /// The row id in the journal.
    public let row: Int64

    /// Wraps a row id of the journal.
    public init(_ row: Int64) {
        self.row = row
    }

    /// Orders keys by row, which is the order of adoption.
    public static func < (left: OrderKey, right: OrderKey) -> Bool { left.row < right.row }
}

/// One track in a destination's queue; the number is never reused.
public struct EntryID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number itself, from 1.
    public let number: Int64

    /// Wraps an entry's number.
    public init(_ number: Int64) {
        self.number = number
    }

    /// The number in digits.
    public var description: String { "\(number)" }

    /// Orders entries by number, which is the order in which they were made.
    public static func < (left: EntryID, right: EntryID) -> Bool { left.number < right.number }
}

/// The name of a destination; in an order it may be a nickname.
public struct DestinationName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name's text, never empty.
    public let text: String

    /// Wraps a name.
    public init(_ text: String) {
        self.text = text
    }

    /// The name's text.
    public var description: String { text }

    /// Orders names by their text.
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}
