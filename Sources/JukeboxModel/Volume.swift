// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// How loud a destination plays: a gain in decibels, or silence.
public enum Volume: Hashable, Sendable {
    /// Nothing is heard.
    case muted
    /// A gain from -120 to 0 dB; at 0 the samples are left untouched, bit for bit.
    case decibels(Double)

    /// The samples, unchanged.
    public static let full = Volume.decibels(0)

    /// The quietest gain that is not silence.
    public static let floor = -120.0

    /// Limits a gain to the range that a player takes.
    public static func limited(_ decibels: Double) -> Volume {
        .decibels(min(0, max(floor, decibels)))
    }

    /// The volume for a percentage: 60·log10(p/100) dB, and 0 is mute.
    ///
    /// This cube law makes half the percentage sound about half as loud.
    public static func percent(_ percent: Double) -> Volume {
        percent <= 0 ? .muted : limited(60 * log10OfRatio(percent / 100))
    }

    /// The gain in decibels; nil when muted.
    public var decibels: Double? {
        switch self {
        case .muted: nil
        case .decibels(let gain): gain
        }
    }

    /// The factor for each sample, from 0 to 1.
    public var factor: Float {
        switch self {
        case .muted: 0
        case .decibels(0): 1
        case .decibels(let gain): Float(powerOfTen(gain / 20))
        }
    }

    /// The volume as a percentage, 0 to 100.
    public var percent: Double {
        switch self {
        case .muted: 0
        case .decibels(let gain): 100 * powerOfTen(gain / 60)
        }
    }

    /// The volume changed by percent points, from mute to full.
    ///
    /// Below one percent is mute: gains end at `floor`, which is one percent.
    public func changed(byPercent change: Double) -> Volume {
        // Rounded, so that up and down again is the same volume.
        let percent = ((self.percent + change) * 1000).rounded() / 1000
        return percent < 1 ? .muted : .percent(min(100, percent))
    }

    /// The volume changed by some decibels; a mute stays a mute.
    public func changed(by change: Double) -> Volume {
        switch self {
        case .muted: .muted
        case .decibels(let gain): .limited(gain + change)
        }
    }
}
