// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The command line of a player.
public struct PlayerOptions: Equatable, Sendable {
    /// The output's name: an ALSA PCM, `silent`, `wav:PATH` or `wav:PATH?fast`.
    public var device = "default"
    /// The folders that it may read; if empty, it is not sandboxed, as when it is driven by hand.
    public var readable: [String] = []

    /// The text for `--help`.
    public static let help = """
        jukebox-player plays one destination. The daemon starts it; by hand it is driven so:

          jukebox-player --device silent
          {"n":1,"do":"play","entry":1,"path":"/srv/music/song.mp3"}
          {"n":2,"do":"seek","to_ms":60000}
          {"n":3,"do":"pause"}      also: resume, stop, volume ("db":-12), quit
          {"n":4,"do":"follow","after":1,"entry":2,"path":"/srv/music/next.mp3"}

        Each command is answered by {"event":"obeyed","n":…}; news comes as further lines.
        follow names what comes after the entry "after" without a gap, in place of what was named
        before; without "entry" nothing comes. It is also answered by
        {"event":"following","n":4,"entry":2}, which tells what will really come: a follow that
        comes too late changes nothing.

          --device NAME   an ALSA PCM (default), silent, wav:PATH, wav:PATH?fast
          --read DIR      give up every right but reading below DIR; may be repeated
          --help          this text
        """

    /// Reads the command line; `--help` and mistakes fail with a text for people.
    public static func parse(_ arguments: [String]) -> Result<PlayerOptions, Refusal> {
        var options = PlayerOptions()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--help", "-h": return .failure(Refusal(text: help, status: 0))
            case "--device", "--read":
                guard let value = rest.popFirst() else {
                    return .failure(Refusal(text: "\(word) needs a value", status: 64))
                }
                if word == "--device" {
                    options.device = value
                } else {
                    options.readable.append(value)
                }
            default:
                let text = "unknown word “\(word)”; --help shows what there is"
                return .failure(Refusal(text: text, status: 64))
            }
        }
        return .success(options)
    }

    /// A message to print, and the exit status.
    public struct Refusal: Error, Equatable, Sendable {
        /// The text to print.
        public var text: String
        /// The exit status.
        public var status: Int32
    }
}
