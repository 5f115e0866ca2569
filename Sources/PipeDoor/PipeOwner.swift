// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The user of a request, as far as it is known: a pipe does not show its writer, but the reply
/// pipe has an owner.
public enum PipeOwner: Hashable, Sendable {
    /// The owner of the reply pipe, by number.
    case user(UInt32)
    /// The request names no reply pipe, or one that does not exist yet.
    case unknown
}
