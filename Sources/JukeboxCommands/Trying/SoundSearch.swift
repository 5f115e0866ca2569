// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem

/// Looks for sound, without opening a device.
struct SoundSearch: Equatable {
    /// What the trial plays on.
    var device: String
    /// Why it is silent; nil if it is not.
    var silence: String?

    /// Takes a device that was named.
    init(device: String) { self.device = device }

    /// Looks for a sound server of this session and for a sound card that this user may use.
    ///
    /// - Parameters:
    ///   - session: `XDG_RUNTIME_DIR`.
    ///   - server: `PULSE_SERVER`.
    ///   - cards: The device files of playback devices.
    ///   - exists: Whether there is a file.
    ///   - mayUse: Whether this user may write to a file.
    init(
        session: String?, server: String?, cards: [String], exists: (String) -> Bool,
        mayUse: (String) -> Bool
    ) {
        let sockets = ["/pulse/native", "/pipewire-0"].compactMap { name in
            session.map { $0 + name }
        }
        let hasServer = server.map { !$0.isEmpty } ?? false
        device = "default"
        if hasServer || sockets.contains(where: exists) || cards.contains(where: mayUse) { return }
        device = "silent"
        silence =
            cards.isEmpty
            ? "there is no sound card and no sound server"
            : "user \(Accounts.ownName) may not use the sound card: "
                + "`sudo usermod -aG audio \(Accounts.ownName)`, then log in again"
    }

    /// Looks on this machine.
    static var ofThisMachine: SoundSearch {
        func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
        let cards = (FolderListing.names("/dev/snd") ?? [])
            .filter { $0.hasPrefix("pcm") && $0.hasSuffix("p") }.map { "/dev/snd/" + $0 }
        return SoundSearch(
            session: variable("XDG_RUNTIME_DIR"), server: variable("PULSE_SERVER"), cards: cards,
            exists: { access($0, F_OK) == 0 }, mayUse: { access($0, W_OK) == 0 })
    }
}
