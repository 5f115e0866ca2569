// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `What is said` {
    private let english = Speech.chosen(by: "en", or: "ja")
    private let japanese = Speech.chosen(by: "ja-JP", or: "en")

    private func order(_ outcome: String, count: Int64 = 1) -> JSON {
        [
            "outcome": .string(outcome), "destination": "kitchen", "track_count": .int(count),
            "tracks": [["title": "Yesterday", "artist": "The Beatles"]],
        ]
    }

    @Test func `is there in every language, text for text`() {
        for (code, speech) in Speech.languages {
            #expect(speech.keys.symmetricDifference(english.keys).sorted() == [], "\(code)")
        }
        #expect(english.keys.count > 20 && Speech.languages.count > 1)
    }

    @Test func `names what was chosen, and where`() {
        #expect(
            english.spoken(order("playing"), room: nil)
                == "Playing Yesterday by The Beatles in the kitchen.")
        #expect(
            english.spoken(order("queued", count: 4), room: nil)
                == "Yesterday by The Beatles and 3 more will play in the kitchen.")
        #expect(
            japanese.spoken(order("playing"), room: nil)
                == "kitchenでThe BeatlesのYesterdayを再生しています。")
    }

    @Test func `tells of a device that is not there`() {
        #expect(
            english.spoken(order("queued"), room: ["device": "absent"])
                == "The sound device of the kitchen is unplugged; "
                + "Yesterday by The Beatles will play when it is back.")
    }

    @Test func `tells why a queued order does not sound`() {
        var seen: Set<String> = []
        for reason in ["paused", "held", "muted", "device", "music"] {
            let answer = order("queued").adding("silent", .string(reason))
            for speech in [english, japanese] {
                let words = speech.spoken(answer, room: nil)
                #expect(
                    words.contains("Yesterday") && words.contains("kitchen") && !words.contains("{")
                )
                seen.insert(words)
            }
        }
        #expect(seen.count == 10)
        #expect(
            english.spoken(order("queued").adding("silent", "paused"), room: nil)
                == "Yesterday by The Beatles is queued behind a pause in the kitchen. Say “resume” to hear it."
        )
    }

    @Test
    func `tells a song that was skipped, and one of which a part was heard, from one that was`() {
        let partly = order("partly", count: 5)
            .adding("counts", ["tracks": 5, "heard": 3, "failed": 2])

        #expect(
            english.spoken(partly, room: nil)
                == "3 of 5 songs were played; the others could not be.")
        #expect(
            english.spoken(order("skipped"), room: nil) == "Yesterday by The Beatles was skipped.")
        #expect(japanese.spoken(partly, room: nil).contains("5曲のうち3曲"))
    }

    @Test func `does not say that the jukebox is down while it merely has not looked yet`() {
        let answer: JSON = ["outcome": "acknowledged", "daemon": "up"]

        #expect(english.spoken(answer, room: nil) == english.text("accepted"))
    }

    @Test func `holds no character that could control a terminal`() {
        let answer: JSON = [
            "outcome": "finished", "track_count": 1,
            "tracks": [["title": "a\u{1B}[2Jb\u{202E}", "artist": "c\u{9B}\n"]],
        ]

        #expect(
            english.spoken(answer, room: nil) == "a␛[2Jb<U+202E> by c<U+009B>␊ has been played.")
    }

    @Test func `asks whether something near was meant`() {
        let refused: JSON = [
            "outcome": "refused", "wanted": ["title": "yesturday"],
            "reason": [
                "code": "notFound", "text": "…", "candidates": ["Yesterday", "Yes", "Yellow"],
            ],
        ]

        #expect(
            english.spoken(refused, room: nil)
                == "I could not find yesturday. Did you mean Yesterday, Yes or Yellow?")
    }

    @Test func `is in the language that is wanted most`() {
        func first(_ header: String?) -> String {
            Speech.chosen(by: header, or: "en").text("accepted")
        }
        let ja = japanese.text("accepted")
        let en = english.text("accepted")
        #expect(first("ja") == ja && first("xx, ja;q=0.5, en;q=0.2") == ja)
        #expect(first("en-GB,en;q=0.9,ja;q=0.8") == en)
        #expect(first(nil) == en && first("xx") == en && first(";;q=x,") == en)
    }

    @Test func `leaves no name unfilled`() {
        for outcome in [
            "acknowledged", "accepted", "queued", "playing", "finished", "failed",
            "skipped", "partly",
        ] {
            for speech in [english, japanese] {
                #expect(!speech.spoken(order(outcome), room: nil).contains("{"), "\(outcome)")
            }
        }
    }

    private func refused(_ code: String, near: [String] = [], in room: String? = nil) -> JSON {
        [
            "outcome": "refused", "destination": JSON(room), "track_count": 0, "tracks": [],
            "reason": [
                "code": .string(code), "text": "an English sentence", "candidates": JSON(near),
            ],
        ]
    }

    @Test func `lists the rooms that exist`() {
        let rooms = refused(
            "destination", near: ["kitchen", "living room", "study"], in: "bathroom")

        #expect(
            english.spoken(rooms, room: nil)
                == "I know no room called bathroom. "
                + "There are the kitchen, the living room and the study.")
        #expect(
            japanese.spoken(refused("destination", near: ["台所", "書斎"], in: "風呂"), room: nil)
                == "風呂という部屋はありません。あるのは台所と書斎です。")
    }

    @Test func `tells what plays when a sentence asked, and that a command was carried out`() {
        func finished(_ reason: JSON) -> JSON {
            [
                "outcome": "finished", "destination": "kitchen", "track_count": 0, "tracks": [],
                "reason": reason,
            ]
        }
        let room: JSON = ["state": "playing", "track": ["title": "Canon", "artist": "Pachelbel"]]
        let question = finished(["code": "question", "text": "an English sentence"])

        #expect(
            english.spoken(question, room: room) == "Canon by Pachelbel is playing in the kitchen.")
        #expect(japanese.spoken(question, room: nil) == "何も再生されていません。")
        #expect(japanese.spoken(finished(.null), room: room) == "できました。")
    }

    @Test func `leaves out the article where a name has its own`() {
        for name in ["the den", "Ann's room", "my room", "書斎"] {
            let words = english.spoken(order("playing"), room: nil, called: name)
            #expect(words == "Playing Yesterday by The Beatles in \(name).")
        }
    }

    @Test(arguments: Reason.Code.allCases)
    func `has a sentence of its own language for each reason`(code: Reason.Code) {
        for outcome in ["refused", "failed"] {
            for near in [[], ["台所", "書斎"]] {
                let answer = refused(code.word, near: near, in: "浴室").adding(
                    "wanted", ["title": "荒城の月"]
                )
                .without(["outcome"]).adding("outcome", .string(outcome))
                let words = japanese.spoken(answer, room: nil)
                #expect(!words.contains { $0.isASCII && $0.isLetter }, "\(words)")
                let said = english.spoken(answer, room: nil)
                #expect(!said.contains("English") && !said.contains("{"), "\(said)")
            }
        }
        #expect(japanese.keys.contains("reason." + code.word))
    }
}

extension Speech {
    /// Speaks an answer that is written as JSON.
    fileprivate func spoken(_ json: JSON, room: JSON?, called name: String? = nil) -> String {
        var wanted: Order?
        if let track = json["wanted"], let title = track["title"]?.string {
            let isSentence = track["is_sentence"]?.bool == true
            wanted = Order(
                .play(
                    isSentence
                        ? Order.Request(query: title)
                        : Order.Request(title: title, artist: track["artist"]?.string)))
        }
        guard let answer = OrderAnswer(json.adding("ticket", 1)) else { return "" }
        return spoken(
            answer, room: room.flatMap { RoomSnapshot($0.adding("name", "kitchen")) },
            called: name, wanted: wanted)
    }
}

extension JSON {
    fileprivate func without(_ names: Set<String>) -> JSON {
        guard case .object(let members) = self else { return self }
        return .object(members.filter { !names.contains($0.name) })
    }
}
