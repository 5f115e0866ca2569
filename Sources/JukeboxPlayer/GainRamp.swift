// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Multiplies samples by a gain that glides to its target, to avoid clicks.
struct GainRamp {
    private var factor: Float
    private var target: Float
    private var step: Float = 0

    init(_ volume: Volume) {
        factor = volume.factor
        target = volume.factor
    }

    /// Glides to a volume within 20 ms.
    mutating func glide(to volume: Volume, format: SampleFormat, milliseconds: Int = 20) {
        target = volume.factor
        step = (target - factor) / Float(max(1, format.rate * milliseconds / 1000))
    }

    /// Jumps to a volume; for a device that is silent now.
    mutating func jump(to volume: Volume) {
        target = volume.factor
        factor = target
    }

    /// Whether samples pass unchanged.
    var isUnity: Bool { factor == 1 && target == 1 }

    /// Whether the glide has ended.
    var isSettled: Bool { factor == target }

    /// Writes the scaled samples; rounds to nearest.
    mutating func apply(
        _ source: UnsafeBufferPointer<Int16>, to result: inout [Int16], channels: Int
    ) {
        var index = 0
        while index < source.count {
            if factor != target {
                factor += step
                if step >= 0 ? factor >= target : factor <= target { factor = target }
            }
            for _ in 0..<channels {
                result[index] = Int16((Float(source[index]) * factor).rounded())
                index += 1
            }
        }
    }
}
