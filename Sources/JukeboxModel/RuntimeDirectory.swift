// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// Where ring, board and questions lie, by what the environment says.
public enum RuntimeDirectory {
    /// The service's.
    public static let service = "/run/jukebox"

    /// That of a jukebox run by hand, where the session has no runtime directory.
    public static func byHand(uid: UInt32) -> String { "/dev/shm/jukebox-\(uid)" }

    /// That of a jukebox run by hand.
    public static func own(session: String?, uid: UInt32) -> String {
        session.map { $0 + "/jukebox" } ?? byHand(uid: uid)
    }
}

/// The version of all programs of this project.
public let jukeboxVersion = "0.1.0"
