// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A moment on CLOCK_MONOTONIC, for spans and deadlines; not a time of day.
public struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since the machine started.
    public let nanoseconds: Int64

    /// Makes a moment from nanoseconds since the machine started.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders moments by time.
    public static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment that lies `span` later.
    public static func + (moment: Self, span: Span) -> Self {
        Self(nanoseconds: moment.nanoseconds + span.nanoseconds)
    }

    /// The time that passed from `earlier` to `later`.
    public static func - (later: Self, earlier: Self) -> Span {
        Span(nanoseconds: later.nanoseconds - earlier.nanoseconds)
    }

    /// A length of time, in whole nanoseconds.
    public struct Span: Hashable, Comparable, Sendable {
        /// The length in nanoseconds; may be negative.
        public let nanoseconds: Int64

        /// Makes a span from nanoseconds.
        public init(nanoseconds: Int64) {
            self.nanoseconds = nanoseconds
        }

        /// Makes a span of whole milliseconds.
        public static func milliseconds(_ count: Int64) -> Self {
            Self(nanoseconds: count * 1_000_000)
        }

        /// Makes a span of whole seconds.
        public static func seconds(_ count: Int64) -> Self {
            Self(nanoseconds: count * 1_000_000_000)
        }

        /// The whole milliseconds in the span, rounded up so that a wait for it never ends early.
        public var millisecondsRoundedUp: Int64 { (nanoseconds + 999_999) / 1_000_000 }

        /// Orders spans by length.
        public static func < (left: Self, right: Self) -> Bool {
            left.nanoseconds < right.nanoseconds
        }

        /// The span multiplied.
        public static func * (span: Self, factor: Int64) -> Self {
            Self(nanoseconds: span.nanoseconds * factor)
        }
    }
}

/// A moment of the calendar: CLOCK_REALTIME in nanoseconds since 1970 (UTC).
public struct WallTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanoseconds: Int64

    /// Makes a moment from nanoseconds since 1970.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Orders moments by time.
    public static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The span since an earlier moment; zero if the clock says that it is in the future.
    public func since(_ earlier: Self) -> MonotonicTime.Span {
        let (span, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return .init(nanoseconds: overflow ? 0 : max(0, span))
    }

    /// Whole milliseconds since 1970.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Makes a moment from whole milliseconds since 1970.
    public init(milliseconds: Int64) {
        self.init(nanoseconds: milliseconds * 1_000_000)
    }
}
