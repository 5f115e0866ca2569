// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import Names
import Testing

@Suite struct `A sentence that is a command` {
    private let kitchen = DestinationName("kitchen")

    private func command(_ sentence: String, anyRoom: Bool = false) -> SpokenCommand? {
        let places = [
            SpokenDestination(kitchen, nicknames: ["キッチン"]),
            SpokenDestination(DestinationName("living room")),
        ]
        return Understanding(places: places, names: Nothing()).command(sentence, anyRoom: anyRoom)
    }

    private struct Nothing: KnownNames {
        func hasTrack(title: String?, artist: String?, album: String?) -> Bool {
            title == "yesterday"
        }
        func playlist(_ key: String) -> String? { nil }
    }

    @Test(arguments: [
        ("pause", Order.Verb.pause), ("Pause the music, please.", .pause), ("一時停止して", .pause),
        ("stop", .stop), ("Stop it now!", .stop), ("止めて", .stop), ("止めてください", .stop),
        ("turn off the music", .stop), ("resume", .resume), ("continue", .resume),
        ("go on", .resume), ("再開", .resume), ("続けて", .resume), ("next", .next),
        ("next song", .next), ("skip this song", .next), ("can you skip this", .next),
        ("次の曲", .next), ("スキップ", .next), ("previous", .previous), ("go back", .previous),
        ("前の曲に戻して", .previous), ("start over", .seek(.to(0))), ("最初から", .seek(.to(0))),
        ("turn it up", .volume(.by(4))), ("turn it up a bit", .volume(.by(2))),
        ("Turn the music down", .volume(.by(-4))), ("louder", .volume(.by(4))),
        ("volume down", .volume(.by(-4))), ("音量を上げて", .volume(.by(4))),
        ("静かにして", .volume(.by(-4))), ("もっと大きく", .volume(.by(4))),
        ("mute", .volume(.set(.muted))), ("ミュート", .volume(.set(.muted))),
        ("unmute", .volume(.unmute)), ("ミュートを解除して", .volume(.unmute)),
        ("clear the queue", .clear), ("キューを空にして", .clear),
        ("volume 30", .volume(.set(.percent(30)))), ("Volume 30%", .volume(.set(.percent(30)))),
        ("set the volume to thirty five percent", .volume(.set(.percent(35)))),
        ("turn it down to ten", .volume(.set(.percent(10)))),
        ("volume a hundred", .volume(.set(.percent(100)))),
        ("音量を３０にして", .volume(.set(.percent(30)))),
        ("音量を三十に", .volume(.set(.percent(30)))),
        ("音量を百パーセントにして", .volume(.set(.percent(100)))),
    ])
    func `is that command`(sentence: String, verb: Order.Verb) {
        #expect(command(sentence) == SpokenCommand(.verb(verb)))
    }

    @Test(arguments: [
        ("pause the music in the kitchen", Order.Verb.pause), ("in the kitchen, pause", .pause),
        ("stop the kitchen", .stop), ("キッチンで止めて", .stop), ("キッチンを止めて", .stop),
        ("set the volume in the kitchen to 30 percent", .volume(.set(.percent(30)))),
        ("turn up the volume on the kitchen speakers", .volume(.by(4))),
        ("キッチンの音量を30にして", .volume(.set(.percent(30)))),
    ])
    func `may name a room`(sentence: String, verb: Order.Verb) {
        #expect(command(sentence) == SpokenCommand(.verb(verb), in: .one(kitchen)))
    }

    @Test func `may name all rooms, or a room that is not known`() {
        #expect(command("stop everywhere") == SpokenCommand(.verb(.stop), in: .all))
        #expect(command("すべての部屋で止めて") == SpokenCommand(.verb(.stop), in: .all))
        let bathroom = SpokenCommand.Rooms.one(DestinationName("bathroom"))
        #expect(
            command("pause in the bathroom", anyRoom: true)
                == SpokenCommand(.verb(.pause), in: bathroom))
        #expect(command("pause in the bathroom") == nil)
        #expect(command("stop in the name of love", anyRoom: true) == nil)
        let bath = SpokenCommand.Rooms.one(DestinationName("お風呂"))
        #expect(command("お風呂で止めて", anyRoom: true) == SpokenCommand(.verb(.stop), in: bath))
    }

    @Test(arguments: [
        "what's playing?", "What is playing right now", "what song is this", "Who is this?",
        "何が流れてる？", "今何が流れていますか", "今の曲は何", "この曲は何ですか",
    ])
    func `may be a question`(sentence: String) {
        #expect(command(sentence) == SpokenCommand(.whatPlays))
    }

    @Test(arguments: [
        "volume 101", "volume -5", "volume 30.5", "volume 99999999999999999999", "音量を二百に",
    ])
    func `with a volume outside 0 to 100 is no volume`(sentence: String) {
        #expect(command(sentence) == SpokenCommand(.volumeOutOfRange))
    }

    @Test(arguments: [
        "play stop", "play next to me", "yesterday", "stop in the name of love",
        "dancing in the dark",
        "next to me", "pause by someone", "止めてをかけて", "", "in the kitchen", "play pause",
    ])
    func `is music unless all of it is a command`(sentence: String) {
        #expect(command(sentence)?.action == nil)
    }

    @Test func `survives sentences of any length and of anything`() {
        for text in ["a", " ", "please ", "in the kitchen ", "\u{0}", "で", "十", "9", "ね"] {
            for count in [1, 7, 190, 3000] { _ = command(String(repeating: text, count: count)) }
        }
    }

    @Test func `for music names an unknown room only if the music is known without it`() {
        let understanding = Understanding(places: [], names: Nothing())

        #expect(
            understanding.unknownRoom("play yesterday in the bathroom")
                == DestinationName("bathroom"))
        #expect(understanding.unknownRoom("お風呂でyesterdayをかけて") == DestinationName("お風呂"))
        #expect(understanding.unknownRoom("dancing in the dark") == nil)
    }

    @Test(arguments: [
        ("yesterday in the bathroom please", "bathroom"),
        ("yesterday on the bathroom speakers", "bathroom"),
        ("お風呂ではyesterdayをかけて", "お風呂"), ("おでん部屋でyesterdayをかけて", "おでん部屋"),
        ("おでん部屋 で yesterday", "おでん部屋"),
    ])
    func `names an unknown room, with any words around it`(sentence: String, room: String) {
        let understanding = Understanding(places: [], names: Nothing())
        #expect(understanding.unknownRoom(sentence) == DestinationName(room))
    }

    @Test(arguments: [
        "yesterday on the radio", "yesterday at the disco", "yesterday in the middle of the night",
        "おでんyesterday", "電車でyesterdayが聞こえるをかけて", "でyesterday", "yesterdayで",
        "とても長い名前の歌の題名の中でyesterdayをかけて", "空を見上げる人でyesterdayをかけて",
    ])
    func `takes no part of a title for a room`(sentence: String) {
        let understanding = Understanding(places: [], names: Nothing())
        #expect(understanding.unknownRoom(sentence) == nil)
    }

    @Test func `takes no long text before で for the room of a command`() {
        let bath = SpokenCommand.Rooms.one(DestinationName("おでん部屋"))
        #expect(command("おでん部屋で止めて", anyRoom: true) == SpokenCommand(.verb(.stop), in: bath))
        #expect(command("とても長い名前の歌の題名の中で止めて", anyRoom: true) == nil)
    }
}
