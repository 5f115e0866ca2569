// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CALSA
public import JukeboxModel

/// A call of ALSA's that failed, on which device, and how.
public struct ALSAError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The C function's name.
    public let call: String
    /// The device's name.
    public let device: String
    /// ALSA's negative error number.
    public let code: CInt

    /// `snd_pcm_open on “hw:1”: Device or resource busy (-16)`.
    public var description: String {
        let meaning = unsafe snd_strerror(code).map { unsafe String(cString: $0) } ?? "error"
        return "\(call) on “\(device)”: \(meaning) (\(code))"
    }

    /// The state of the device that this error implies.
    public var state: DeviceState {
        switch -code {
        case EBUSY: .busy
        case ENODEV, ENOENT, ENXIO, EBADFD: .absent
        default: .failing
        }
    }
}
