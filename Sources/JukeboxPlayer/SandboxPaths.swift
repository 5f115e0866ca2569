// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The files besides its music that a player may open once it is in its sandbox.
///
/// Sockets are not among them: Landlock does not restrict connecting, and the system-call filter
/// lets a player make Unix sockets only.
struct SandboxPaths: Equatable {
    /// The paths that it may read: libraries, and the settings of the sound system.
    var reading: [String] = []
    /// The paths that it may also write: its devices.
    var writing: [String] = []

    /// Only the music, for an output without a device.
    init() {}

    /// The paths that ALSA and its plugins for PulseAudio and PipeWire open.
    ///
    /// - Parameter variable: the value of an environment variable, if it is set.
    init(alsaFor variable: (String) -> String?) {
        let libraries = ["/usr", "/lib", "/lib64", "/etc/ld.so.cache"]
        let machine = [
            "/etc/machine-id", "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd",
            "/dev/urandom",
            "/dev/random", "/proc/self", "/proc/asound", "/sys/class/sound",
        ]
        let sound = [
            "/etc/asound.conf", "/etc/alsa", "/etc/pulse", "/etc/pipewire", "/run/pulse",
            "/var/lib/dbus/machine-id",
        ]
        let home = variable("HOME").map { home in
            [".asoundrc", ".config/alsa", ".config/pulse", ".config/pipewire", ".pulse"]
                .map { home + "/" + $0 } + [home + "/.pulse-cookie"]
        }
        let runtime = variable("XDG_RUNTIME_DIR").map { [$0 + "/pulse", $0 + "/pipewire-0"] }
        let named = [
            "ALSA_CONFIG_PATH", "ALSA_CONFIG_DIR", "PULSE_COOKIE", "PULSE_CLIENTCONFIG",
            "PULSE_RUNTIME_PATH",
        ].compactMap(variable)
        reading = libraries + machine + sound + (home ?? []) + (runtime ?? []) + named
        writing = ["/dev/snd", "/dev/null"]
    }
}
