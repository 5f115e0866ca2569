// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux
public import JukeboxModel

/// Reads the machine's clocks.
public enum Clock {
    /// Now, on CLOCK_MONOTONIC.
    public static var monotonic: MonotonicTime {
        MonotonicTime(nanoseconds: cl_clock(CLOCK_MONOTONIC))
    }

    /// Now, on CLOCK_REALTIME.
    public static var wall: WallTime { WallTime(nanoseconds: cl_clock(CLOCK_REALTIME)) }

    /// Sleeps; only for programs without a poll loop.
    public static func sleep(_ span: MonotonicTime.Span) {
        usleep(UInt32(max(0, span.nanoseconds / 1000)))
    }
}
