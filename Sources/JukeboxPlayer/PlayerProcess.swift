// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ALSA
internal import ChildWire
internal import JSONLines
internal import Decoding
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// The player as a process: lines from stdin, lines to stdout, words to stderr.
public enum PlayerProcess {
    /// Reads the command line and plays.
    ///
    /// - Returns: the exit status.
    public static func main(_ arguments: [String]) -> Int32 {
        switch PlayerOptions.parse(arguments) {
        case .success(let options): return run(options)
        case .failure(let refusal):
            let line = Array((refusal.text + "\n").utf8)
            _ = writeBytes(refusal.status == 0 ? 1 : 2, line[...])
            return refusal.status
        }
    }

    /// Plays until `quit` or the end of stdin.
    ///
    /// - Returns: the exit status.
    static func run(_ options: PlayerOptions) -> Int32 {
        if !options.readable.isEmpty { Sandbox.dieWithParent() }
        signal(SIGPIPE, SIG_IGN)
        let opener: OutputOpener
        do {
            opener = try OutputOpener(OutputName(options.device))
        } catch {
            complain("\(error.text); this destination stays silent until it is mended")
            say(PlayerEvent(obeyed: 0, .device(error.state, text: error.text)))
            return 74
        }
        var isALSA = false
        if case .alsa = opener.name { isALSA = true }
        if isALSA { PCM.prepare() }
        MP3Decoder.prepare()
        let music = MusicFolders(options.readable)
        enterSandbox(options, isALSA: isALSA)
        let player = Player(opener, music: music, say: say)
        say(PlayerEvent(obeyed: 0, .ready))
        loop(player)
        return 0
    }

    private static func loop(_ player: Player) {
        var lines = LineSplitter(limit: 65_536)
        while !player.isDone {
            let waits = player.waits()
            var watched = [Watched(0)] + waits.watched
            poll(&watched, until: waits.until)
            if watched[0].isReadable {
                var bytes: [UInt8] = []
                switch readBytes(0, into: &bytes, limit: 4096) {
                case .bytes: break
                case .later: break
                case .end, .failed: return
                }
                for line in lines.feed(bytes) where !line.isEmpty {
                    guard let json = JSON(parsing: line), let command = PlayerCommand(json) else {
                        complain("not a command: \(String(decoding: line, as: UTF8.self))")
                        continue
                    }
                    player.obey(command)
                }
            }
            player.tick()
        }
    }

    private static func enterSandbox(_ options: PlayerOptions, isALSA: Bool) {
        guard !options.readable.isEmpty else { return }
        let reach = isALSA ? SandboxPaths(alsaFor: environment) : SandboxPaths()
        let strength = Sandbox.enter(
            reading: options.readable + reach.reading, writing: reach.writing, devices: isALSA,
            sockets: isALSA, memoryMiB: 1024)
        if case .failed(let code) = strength {
            complain("the sandbox is incomplete (error \(code))")
        }
    }

    private static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    private static func say(_ event: PlayerEvent) {
        let line = Array((event.json.line + "\n").utf8)
        _ = writeBytes(1, line[...])
    }

    private static func complain(_ words: String) {
        _ = writeBytes(2, Array("jukebox-player: \(words)\n".utf8)[...])
    }
}
