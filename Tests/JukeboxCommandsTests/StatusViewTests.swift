// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Terminal
import Testing

@testable import JukeboxCommands

@Suite struct `The status` {
    static func view(
        _ rooms: [DestinationStatus], _ columns: Int?, ascii: Bool = false, isUp: Bool = true,
        hasDiskTrouble: Bool = false
    ) -> StatusView {
        StatusView(
            rooms: rooms,
            daemon: .init(
                isUp: isUp, pid: 42, hasDiskTrouble: hasDiskTrouble, directory: "/run/jukebox"),
            scene: Sample.scene(columns, ascii: ascii))
    }
    let all = [Sample.kitchen, Sample.study, Sample.bath, Sample.attic]

    private func texts(_ columns: Int?, ascii: Bool = false) -> [String] {
        Self.view(all, columns, ascii: ascii).lines.map(\.text)
    }

    @Test func `shows problems first, then a row for each room, then the daemon`() {
        #expect(
            texts(80) == [
                "! living room: device unplugged since 14:02; it plays when the device is back",
                "▶ kitchen      Yesterday by The Beatles  ░░░░░░░░  0:12/2:05   40 %  +3, 11 min",
                "⏸ 書斎         荒城の月 by 瀧廉太郎      ██░░░░░░  1:01/3:20  muted",
                "! living room  Canon                     ░░░░░░░░  0:00/2:05", "⏹ attic",
                "jukebox up (pid 42) in /run/jukebox",
            ])
    }

    @Test func `has a longer bar and the next song on a wide screen`() {
        #expect(
            texts(120) == [
                "! living room: device unplugged since 14:02; it plays when the device is back",
                "▶ kitchen      Yesterday by The Beatles  █░░░░░░░░░░░░░░░░░░░  0:12/2:05   40 %  "
                    + "+3, 11 min  → Help! by The Beatles",
                "⏸ 書斎         荒城の月 by 瀧廉太郎      ██████░░░░░░░░░░░░░░  1:01/3:20  muted",
                "! living room  Canon                     ░░░░░░░░░░░░░░░░░░░░  0:00/2:05",
                "⏹ attic", "jukebox up (pid 42) in /run/jukebox",
            ])
        #expect(texts(300) == texts(120))
    }

    @Test func `leaves out what matters less on a narrow screen`() {
        #expect(
            texts(40) == [
                "! living room: device unplugged since", "  14:02; it plays when the device is",
                "  back", "▶ kitchen     Yesterd…  0:12/2:05   40 %",
                "⏸ 書斎        荒城の…   1:01/3:20  muted", "! living ro…  Canon     0:00/2:05",
                "⏹ attic", "jukebox up (pid 42) in /run/jukebox",
            ])
        #expect(
            texts(20) == [
                "! living room:", "  device unplugged", "  since 14:02; it", "  plays when the",
                "  device is back", "▶ kitchen   Yesterd…", "⏸ 書斎      荒城の…",
                "! living …  Canon", "⏹ attic", "jukebox up (pid 42)…",
            ])
    }

    @Test func `has plain characters where the locale has no others`() {
        #expect(
            texts(60, ascii: true).dropFirst(2) == [
                "> kitchen      Yesterday by The Beatles  0:12/2:05   40 %",
                "= 書斎         荒城の月 by 瀧廉太郎      1:01/3:20  muted",
                "! living room  Canon                     0:00/2:05", "- attic",
                "jukebox up (pid 42) in /run/jukebox",
            ])
        #expect(texts(79, ascii: true)[1].contains("  ........  "))
    }

    @Test func `never exceeds the screen`() {
        for columns in 1...130 {
            for line in Self.view(all, columns).lines.dropFirst(columns < 20 ? 99 : 0) {
                #expect(
                    line.columns <= columns, "\(line.text)")
            }
        }
    }

    @Test func `says that the jukebox is not running, and what it last played`() {
        let down = Sample.room("kitchen", isUp: false) { Sample.play("Canon", "", &$0) }

        #expect(
            Self.view([down], 80, isUp: false).lines.map(\.text) == [
                "! the jukebox is not running in /run/jukebox; orders wait for it",
                "⏸ kitchen  Canon  ░░░░░░░░  0:12/2:05",
            ])
    }

    @Test func `says that the disk is full`() {
        #expect(
            Self.view([Sample.attic], 80, hasDiskTrouble: true).lines.map(\.text) == [
                "! the journal cannot be written (disk full?); orders wait in the ring", "⏹ attic",
                "jukebox up (pid 42) in /run/jukebox",
            ])
    }

    @Test func `is coloured where the screen has colour`() {
        let lines = Self.view([Sample.study], 80).lines

        #expect(
            lines[0].rendered(colour: true)
                == "\u{1B}[33m⏸\u{1B}[0m \u{1B}[1m書斎\u{1B}[0m  荒城の月"
                + "\u{1B}[2m by 瀧廉太郎\u{1B}[0m  \u{1B}[32m██\u{1B}[0m"
                + "\u{1B}[2m░░░░░░\u{1B}[0m  1:01\u{1B}[2m/3:20\u{1B}[0m  "
                + "\u{1B}[33mmuted\u{1B}[0m")
        #expect(lines[0].rendered(colour: false) == lines[0].text)
    }

    @Test func `lets no name control the terminal`() {
        let evil = Sample.room("a\u{1B}[2J") { room in
            Sample.play("b\nc\td", "\u{202E}", &room)
            room.device = "\u{7}"
            room.deviceReason = "\u{9B}"
        }

        #expect(
            Self.view([evil], 120).lines.map(\.text) == [
                "! a␛[2J: device ␇: <U+009B>",
                "! a␛[2J  b␊c␉d by <U+202E>  █░░░░░░░░░░░░░░░░░░░  0:12/2:05",
                "jukebox up (pid 42) in /run/jukebox",
            ])
    }

    @Test func `bears numbers of any size`() {
        let huge = Sample.room("kitchen") { room in
            Sample.play("Canon", "", &room)
            room.place = Int64.max
            room.duration = Int64.max
            room.queueLength = Int.max
            room.queueDuration = Int64.max
            room.awaySince = Int64.max
            room.gain = -1e300
        }

        for columns in [20, 80, 300] {
            #expect(Self.view([huge], columns).lines.allSatisfy { $0.columns <= columns })
        }
    }
}

@Suite struct `A room in a line` {
    private func line(_ room: DestinationStatus) -> String {
        RoomWords(room, Sample.scene(80)).stateLine.text
    }

    @Test func `says what plays, where it is, what follows and how loud it is`() {
        #expect(
            line(Sample.kitchen)
                == "kitchen ▶ Yesterday by The Beatles 0:12/2:05, then Help! by The Beatles, "
                + "volume 40 %")
        #expect(line(Sample.attic) == "attic ⏹ nothing plays")
    }

    @Test func `says why it is silent`() {
        #expect(line(Sample.study) == "書斎 ⏸ 荒城の月 by 瀧廉太郎 1:01/3:20, paused, muted")
        #expect(line(Sample.bath) == "living room ! Canon 0:00/2:05, device unplugged since 14:02")
        let down = Sample.room("kitchen", isUp: false) { Sample.play("Canon", "", &$0) }
        #expect(line(down) == "kitchen ⏸ Canon 0:12/2:05, the jukebox is not running")
        let stopped = Sample.room("kitchen") { room in
            Sample.play("Canon", "", &room)
            room.state = "stopped"
            room.queueLength = 2
        }
        #expect(line(stopped) == "kitchen ⏹ stopped at Canon 0:12/2:05, then 2 songs")
    }

    static let problems: [(@Sendable (inout RoomSnapshot) -> Void, String)] = [
        (
            {
                $0.waitingFor = "music"; $0.deviceReason = "it is empty"
            },
            "music folder away: it is empty"
        ),
        (
            {
                $0.waitingFor = "disk"; $0.deviceReason = "waiting for the disk"
            },
            "waiting for the disk"
        ),
        (
            {
                $0.held = 2; $0.deviceReason = "2 songs were waiting"
            }, "held: 2 songs were waiting"
        ),
        (
            {
                $0.device = "busy"; $0.awaySince = 0
            },
            "device used by another program since 2026-11-27 00:00"
        ),
        (
            {
                $0.device = "failing"; $0.deviceReason = "snd_pcm_open: -5"
            },
            "device failing: snd_pcm_open: -5"
        ),
        (
            {
                $0.waitingFor = "player"; $0.deviceReason = "it died"
            },
            "the player is being restarted: it died"
        ),
        ({ $0.device = "new word" }, "device new word"),
    ]

    @Test(arguments: problems)
    func `names its problem`(change: @Sendable (inout RoomSnapshot) -> Void, words: String) {
        #expect(line(Sample.room("study", change)) == "study ! nothing plays, " + words)
    }

    @Test func `answers for its volume`() {
        let rooms = [Sample.kitchen, Sample.study, Sample.attic]
        #expect(
            rooms.map { RoomWords($0, Sample.scene(80)).volumeLine.text } == [
                "kitchen 40 %", "書斎 muted (100 % before)", "attic 100 %",
            ])
    }
}
