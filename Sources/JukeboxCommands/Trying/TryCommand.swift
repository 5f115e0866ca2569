// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

extension CommandSpec {
    private static let device = OptionSpec(
        "device", value: "DEVICE",
        help: "What to play on: an ALSA device, or “silent”. Otherwise the default device.")

    static let trial = CommandSpec(
        "try", summary: "Play a folder at once, without installing or configuring anything.",
        details: """
            Starts a jukebox of its own, plays the songs in the order of their paths, and removes \
            every trace at the end or on Ctrl-C. Another terminal can control it: the first lines say \
            how. Several can run at the same time.

            Exit status: 0 everything was played; 65 nothing could be played; 66 no such folder, or no \
            music in it; 69 the jukebox could not start, or it died; 128 and the number of the signal \
            that ended it: 130 for Ctrl-C.
            """,
        arguments: [
            ArgumentSpec("PATH", .some, help: "Folders, or MP3 files.", completion: .files)
        ],
        options: [device],
        examples: [
            Example("try ~/Music", "plays the folder"),
            Example("try ~/Music/Abbey\\ Road song.mp3", "a folder, then a file"),
            Example("try --device hw:1,0 ~/Music", "on another sound card"),
        ]
    ) { session in
        let music = try TriedMusic(session.line.words)
        guard let program = ProgramSearch.find("jukeboxd") else {
            throw Failure(
                status: 69,
                text:
                    "jukeboxd is missing: it is neither beside this program nor in ../lib/jukebox "
                    + "nor in PATH")
        }
        let sound = try session.line.text(device).map { SoundSearch(device: $0) } ?? .ofThisMachine
        // From here on a signal ends the trial in order.
        let signals = try Descriptor.signals([SIGINT, SIGTERM, SIGHUP])
        let folder = try TrialFolder()
        var trial = Trial(session, music, sound, folder, signals)
        try trial.run(program)
    }
}
