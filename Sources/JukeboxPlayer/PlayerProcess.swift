// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import ALSA
internal import ChildWire
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
        if case .alsa = opener.name { PCM.prepare() }
        MP3Decoder.prepare()
        enterSandbox(options)
        let player = Player(opener, say: say)
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

    private static func enterSandbox(_ options: PlayerOptions) {
        guard !options.readable.isEmpty else { return }
        let home = getenv("HOME").map { String(cString: $0) } ?? "/nonexistent"
        let system = [
            "/usr", "/etc", "/lib", "/lib64", "/proc/self", "/proc/asound", "/sys", "/run",
            "/var/lib/dbus", home + "/.asoundrc", home + "/.config/pulse", "/tmp",
        ]
        let strength = Sandbox.enter(
            reading: options.readable + system, writing: ["/dev/snd", "/dev/shm", "/dev/null"],
            devices: true, sockets: true, memoryMiB: 1024)
        switch strength {
        case .full: break
        case .withoutLandlock: complain("this kernel has no Landlock; only seccomp protects")
        case .failed(let code): complain("the sandbox is incomplete (error \(code))")
        }
    }

    private static func say(_ event: PlayerEvent) {
        let line = Array((event.json.line + "\n").utf8)
        _ = writeBytes(1, line[...])
    }

    private static func complain(_ words: String) {
        _ = writeBytes(2, Array("jukebox-player: \(words)\n".utf8)[...])
    }
}
