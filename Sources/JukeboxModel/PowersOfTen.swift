// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// This layer imports nothing, not even the C library, so the two functions for volumes are
// computed here. Both are exact to better than 1e-12 in the range used.

/// 10 to the power of `exponent`, by halving the argument and squaring the series' result.
func powerOfTen(_ exponent: Double) -> Double {
    let natural = exponent * 2.302_585_092_994_046
    var halvings = 0
    var small = natural
    while small.magnitude > 0.01 {
        small /= 2
        halvings += 1
    }
    var term = 1.0
    var sum = 1.0
    for index in 1...10 {
        term *= small / Double(index)
        sum += term
    }
    for _ in 0..<halvings { sum *= sum }
    return sum
}

/// The decadic logarithm of a positive `ratio`, by the series of atanh on its significand.
func log10OfRatio(_ ratio: Double) -> Double {
    guard ratio > 0 else { return -.infinity }
    let significand = ratio.significand
    let quotient = (significand - 1) / (significand + 1)
    let square = quotient * quotient
    var power = quotient
    var sum = 0.0
    for index in stride(from: 1.0, through: 59, by: 2) {
        sum += power / index
        power *= square
    }
    let natural = 2 * sum + Double(ratio.exponent) * 0.693_147_180_559_945_3
    return natural / 2.302_585_092_994_046
}
