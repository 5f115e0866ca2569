// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The directory of ring, board and questions.
public enum RuntimeDirectory {
    /// The directory of the installed service.
    public static let service = "/run/jukebox"

    /// The directory of a jukebox that is run by hand, if the session has no runtime directory.
    public static func byHand(uid: UInt32) -> String { "/dev/shm/jukebox-\(uid)" }

    /// The directory of a jukebox that is run by hand; `session` is `XDG_RUNTIME_DIR`.
    public static func own(session: String?, uid: UInt32) -> String {
        session.map { $0 + "/jukebox" } ?? byHand(uid: uid)
    }
}

/// The version of all programs of this project.
public let jukeboxVersion = "0.1.0"
