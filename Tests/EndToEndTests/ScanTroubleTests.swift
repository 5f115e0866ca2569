// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import Testing

/// A jukebox whose scanner is a script around the real one: `$real` is the program, `$home` the
/// folder of the test, and `$tries` a file in which readers note what they read.
private func home(reader: String, walker: String = "exec \"$real\" \"$@\"") throws -> Home {
    let home = try Home()
    _ = try home.programs(["jukeboxd", "jukebox-player"])
    try home.write(
        "bin/jukebox-scanner",
        """
        #!/bin/bash
        real='\(Home.programs)/jukebox-scanner'; home='\(home.path)'; tries="$home/tries"
        folders=("${@:2}")
        answer() { printf '%s\\n' "$1" | "$real" read "${folders[@]}"; }
        if [ "$1" = walk ]; then \(walker); exit; fi
        while IFS= read -r path; do
        case "$path" in "$home"*) echo "$path" >> "$tries";; esac
        \(reader)
        done
        """)
    chmod(home.path + "/bin/jukebox-scanner", 0o755)
    return home
}

extension Home {
    fileprivate func song(_ name: String, _ data: Data = MusicFolder.song) {
        MusicFolder.write(Array("\(path)/music/\(name)".utf8), data)
    }

    fileprivate func startWithScript(expecting tracks: Int64) throws {
        try start(expecting: tracks, program: path + "/bin/jukeboxd")
    }

    fileprivate func tries(of name: String) -> Int {
        let text = (try? String(contentsOfFile: path + "/tries", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasSuffix("/" + name) }.count
    }

    fileprivate func stat(_ name: String) -> Int64 {
        jukebox("library", "stats", "--json").json[name]?.int ?? -1
    }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct `A scan in trouble` {
    @Test func `blames a file that crashes its reader alone, after a second try`() throws {
        let home = try home(
            reader: "case \"$path\" in */bad.mp3) kill -SEGV $$;; *) answer \"$path\";; esac")
        for name in ["a.mp3", "bad.mp3", "c.mp3", "d.mp3"] { home.song(name) }

        try home.startWithScript(expecting: 8)
        home.jukebox("library", "update")
        let triesOfOneStart = home.tries(of: "bad.mp3")
        let tracks = home.stat("tracks")
        home.end(SIGTERM)
        try home.startWithScript(expecting: 8)
        Home.wait { home.tries(of: "bad.mp3") == 4 }

        #expect(tracks == 8)
        #expect(triesOfOneStart == 2)
        #expect(home.tries(of: "bad.mp3") == 4)
        #expect(home.logText.contains("it ended its reader twice, by signal 11"))
    }

    @Test func `condemns no file whose reader died once`() throws {
        let home = try home(
            reader: """
                if [ "${path##*/}" = unlucky.mp3 ] && mkdir "$home/once" 2>/dev/null
                then kill -9 $$; fi
                answer "$path"
                """)
        for name in ["a.mp3", "unlucky.mp3", "c.mp3"] { home.song(name) }

        try home.startWithScript(expecting: 8)

        #expect(home.stat("unreadable") == 0)
        #expect(home.tries(of: "unlucky.mp3") == 2)
    }

    @Test func `reads a file that was slow once at the next scan`() throws {
        let home = try home(
            reader: """
                if [ "${path##*/}" = slow.mp3 ] && mkdir "$home/once" 2>/dev/null
                then exec sleep 100; fi
                answer "$path"
                """)
        for name in ["a.mp3", "slow.mp3", "c.mp3"] { home.song(name) }
        try home.startWithScript(expecting: 7)
        Home.wait { home.logText.contains("file skipped") }

        home.jukebox("library", "update")

        #expect(home.logText.contains("it is read again at the next scan"))
        #expect(home.stat("tracks") == 8)
        #expect(home.stat("unreadable") == 0)
    }

    @Test func `removes nothing if its walk ends early`() throws {
        let home = try home(
            reader: "answer \"$path\"",
            walker: "if [ -e \"$home/half\" ]; then \"$real\" \"$@\" | head -n 1; "
                + "else exec \"$real\" \"$@\"; fi")
        for name in ["a.mp3", "b.mp3", "c.mp3"] { home.song(name) }
        try home.startWithScript(expecting: 8)
        try home.write("half", "")

        home.jukebox("library", "update", "--prune")

        #expect(home.stat("tracks") == 8)
        #expect(home.stat("away") == 0)
        #expect(home.logText.contains("not walked to their end"))
    }

    @Test func `matches answers by path, between lines that are noise`() throws {
        let home = try home(
            reader: """
                if IFS= read -t 0.3 -r second; then answer "$second"; fi
                head -c 200000 /dev/zero | tr '\\0' x; echo
                echo '{"path":"/elsewhere.mp3","size":1,"mtime":1,"inode":1,"format":"mp3"}'
                answer "$path"
                """,
            walker: """
                echo '{"path":"/elsewhere.mp3","size":1,"mtime":1,"inode":1}'
                exec "$real" "$@"
                """)
        for name in ["a.mp3", "b.mp3", "c.mp3", "d.mp3"] {
            home.song(name, MusicFolder.flac(title: "x"))
        }
        for name in ["a.flac", "b.flac", "c.flac"] {
            home.song(name, MusicFolder.flac(title: "title of \(name)"))
        }

        try home.startWithScript(expecting: 8)
        Home.wait { home.logText.contains("scan done") }

        #expect(home.stat("tracks") == 8)
        #expect(home.stat("unreadable") == 4)
        for name in ["a.flac", "b.flac", "c.flac"] {
            let found = home.jukebox("search", "title of \(name)", "--json").output
            #expect(found.contains("music/\(name)"), "\(found)")
        }
        #expect(!home.logText.contains("file skipped"))
    }

    @Test func `feeds a slow reader more paths than a pipe takes`() throws {
        let home = try home(reader: "sleep 0.05; answer \"$path\"")
        // Escaped, each path has 11 KB; a pipe takes 64 KB.
        let folder = [UInt8(ascii: "/")] + Array(repeating: 0xE9, count: 250)
        let folders = Array(repeating: folder, count: 14).flatMap { $0 }
        for number in 0..<40 {
            MusicFolder.write(Array("\(home.path)/music".utf8) + folders + "/\(number).mp3".utf8)
        }

        try home.startWithScript(expecting: 45)

        #expect(home.stat("unreadable") == 0)
        #expect(!home.logText.contains("file skipped"))
    }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct `A scan compares` {
    @Test func `names by their bytes: another normal form is another file`() throws {
        let home = try Home()
        home.song("caf\u{E9}.mp3")
        home.song("cafe\u{301}.mp3")
        home.song("re\u{301}.mp3")
        try home.start(expecting: 8)
        let music = home.path + "/music/"

        rename(music + "re\u{301}.mp3", music + "r\u{E9}.mp3")
        home.jukebox("library", "update")

        #expect(home.stat("tracks") == 8)
        #expect(home.logText.contains("removed=1"), "\(home.logText)")
        let order = home.jukebox(
            "play", "--path", music + "r\u{E9}.mp3", "--wait", "finished", "--timeout", "20")
        #expect(order.status == 0, "\(order.errors)")
    }

    @Test func `a folder that came back unchanged is no longer away`() throws {
        let home = try Home()
        home.song("one.mp3")
        try home.start(expecting: 6)
        let (music, parked) = (home.path + "/music", home.path + "/parked")

        rename(music, parked)
        home.jukebox("library", "update")
        let away = home.stat("away")
        rename(parked, music)
        home.jukebox("library", "update")

        #expect(away == 1)
        #expect(home.stat("away") == 0)
        let order = home.jukebox("play", "--path", music + "/one.mp3", "--timeout", "20")
        #expect(order.status == 0, "\(order.errors)")
    }

    @Test(.enabled(if: MusicFolder.canDemote), arguments: ["music", "music/closed"])
    func `a folder that cannot be read keeps its tracks as away, also in a prune`(
        folder: String
    ) throws {
        let demoted = "exec setpriv \(MusicFolder.nobody.joined(separator: " ")) \"$real\" \"$@\""
        let home = try home(reader: "answer \"$path\"", walker: demoted)
        home.song("closed/one.mp3")
        home.song("closed/deep/two.mp3")
        chmod(home.path, 0o755)
        try home.startWithScript(expecting: 7)

        chmod("\(home.path)/\(folder)", 0)
        home.jukebox("library", "update", "--prune")
        let (tracks, away) = (home.stat("tracks"), home.stat("away"))
        chmod("\(home.path)/\(folder)", 0o755)
        home.jukebox("library", "update")

        #expect(tracks == 7 && away == 2, "\(home.logText)")
        #expect(home.stat("away") == 0)
        #expect(home.logText.contains("Permission denied"))
    }

    @Test func `a link by its target, and plays it by its own name`() throws {
        let home = try Home()
        home.song("album/one.mp3")
        symlink("album", home.path + "/music/favourites")
        symlink("/usr", home.path + "/music/outside")

        try home.start(expecting: 7)

        let order = home.jukebox(
            "play", "--path", home.path + "/music/favourites/one.mp3", "--wait", "finished",
            "--timeout", "20")
        #expect(order.status == 0, "\(order.errors)")
        #expect(home.logText.contains("link not followed"))
        #expect(home.logText.contains("lies outside the music folders"))
    }
}
