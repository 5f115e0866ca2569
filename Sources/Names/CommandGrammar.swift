// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The sentences that are commands, a row per phrase and a table per language.
///
/// `[a|b|]` stands for one of its parts. `#` stands for a number. A sentence matches only as a whole.
enum CommandGrammar {
    /// How far “louder” goes, in decibels.
    static let step = 4.0
    /// How far “a bit louder” goes, in decibels.
    static let smallStep = 2.0

    static let english: [(phrase: String, action: SpokenCommand.Action)] = [
        (
            "pause[| it| this| that| music| the music| the song| this song| playback| playing]",
            .verb(.pause)
        ),
        ("hold on", .verb(.pause)),
        (
            "stop[| it| this| that| music| the music| the song| this song| playback| playing]",
            .verb(.stop)
        ),
        ("[stop|turn off|switch off] the [jukebox|sound|music]", .verb(.stop)),
        ("turn [it|the music] off", .verb(.stop)), ("music off", .verb(.stop)),
        (
            "[resume|continue|unpause][| it| music| the music| the song| playback| playing]",
            .verb(.resume)
        ),
        ("[go on|carry on|keep going|keep playing]", .verb(.resume)),
        ("next[| one| song| track| please]", .verb(.next)),
        ("[skip|skip to|go to] the next[| one| song| track]", .verb(.next)),
        (
            "skip[| it| this| ahead| one| song| this one| this song| this track| the song]",
            .verb(.next)
        ),
        ("previous[| one| song| track]", .verb(.previous)),
        ("[go|skip] back[| one| a song| one song| a track]", .verb(.previous)),
        ("go [back |]to the previous[| one| song| track]", .verb(.previous)),
        ("[last song|the last song|the song before]", .verb(.previous)),
        ("[start|begin] [over|again|from the beginning]", .verb(.seek(.to(0)))),
        (
            "[start|restart] [it|this|this song|the song][| over| again| from the beginning]",
            .verb(.seek(.to(0)))
        ),
        ("turn[| it| the volume| the music| the sound] up", .verb(.volume(.by(step)))),
        ("turn[| it| the volume| the music| the sound] down", .verb(.volume(.by(-step)))),
        ("turn [up|up the volume|up the music|up the sound]", .verb(.volume(.by(step)))),
        ("turn [down the volume|down the music|down the sound]", .verb(.volume(.by(-step)))),
        ("turn[| it| the volume| the music] up [a bit|a little]", .verb(.volume(.by(smallStep)))),
        (
            "turn[| it| the volume| the music] down [a bit|a little]",
            .verb(.volume(.by(-smallStep)))
        ),
        (
            "[louder|make it louder|volume up|raise the volume|increase the volume]",
            .verb(.volume(.by(step)))
        ),
        (
            "[quieter|softer|make it quieter|volume down|lower the volume|decrease the volume]",
            .verb(.volume(.by(-step)))
        ),
        ("[a bit|a little] louder", .verb(.volume(.by(smallStep)))),
        ("[a bit|a little] quieter", .verb(.volume(.by(-smallStep)))),
        ("mute[| it| music| the music| the sound]", .verb(.volume(.set(.muted)))),
        ("[unmute|un mute][| it| music| the music| the sound]", .verb(.volume(.unmute))),
        ("[clear|empty] the queue", .verb(.clear)), ("clear queue", .verb(.clear)),
        ("[whats|what is] [playing|on|this|this song|this track|that song|the song]", .whatPlays),
        ("[what|which] [song|track] is [this|that|playing|on]", .whatPlays),
        ("[whats|what is] this song called", .whatPlays),
        ("[whats|what is] the name of this song", .whatPlays),
        ("who [is this|is playing|sings this|is singing|plays this]", .whatPlays),
        ("what am i [hearing|listening to]", .whatPlays),
    ]

    static let japanese: [(phrase: String, action: SpokenCommand.Action)] = [
        ("[一時停止|ポーズ][|して]", .verb(.pause)), ("[音楽|曲]を一時停止[|して]", .verb(.pause)),
        ("[|音楽を|曲を|再生を|音を]止めて", .verb(.stop)), ("[|音楽を|曲を]とめて", .verb(.stop)),
        ("[|再生を|音楽を]停止[|して]", .verb(.stop)), ("ストップ[|して]", .verb(.stop)),
        ("音楽を消して", .verb(.stop)),
        ("[|再生を|音楽を]再開[|して]", .verb(.resume)), ("[|音楽を]続けて", .verb(.resume)),
        ("続き[|を再生して|をかけて]", .verb(.resume)),
        ("次[|へ|にして|に進んで]", .verb(.next)),
        ("次の曲[|に|へ|にして|をかけて|を再生して|に進んで|にかえて|に変えて]", .verb(.next)),
        ("[|この曲を|曲を]スキップ[|して]", .verb(.next)), ("[|この曲を|曲を]飛ばして", .verb(.next)),
        ("[|一つ|ひとつ]前の曲[|に|へ|にして|をかけて|を再生して|に戻って|に戻して]", .verb(.previous)),
        ("[|前に|前の曲に]戻[って|して]", .verb(.previous)), ("前へ", .verb(.previous)),
        ("[|この曲を|曲を][最初|はじめ|頭]から[|再生して|かけて|もう一度]", .verb(.seek(.to(0)))),
        ("[音量|ボリューム|音][を|]上げて", .verb(.volume(.by(step)))),
        ("[音量|ボリューム|音][を|]下げて", .verb(.volume(.by(-step)))),
        ("[音量|ボリューム]アップ", .verb(.volume(.by(step)))),
        ("[音量|ボリューム]ダウン", .verb(.volume(.by(-step)))),
        ("[|音を|音量を|もっと|もっと音を]大きく[|して]", .verb(.volume(.by(step)))),
        ("[|音を|音量を|もっと|もっと音を]小さく[|して]", .verb(.volume(.by(-step)))),
        ("[|もっと]静かに[|して]", .verb(.volume(.by(-step)))),
        ("[音量|音]を[少し|ちょっと]上げて", .verb(.volume(.by(smallStep)))),
        ("[音量|音]を[少し|ちょっと]下げて", .verb(.volume(.by(-smallStep)))),
        ("[少し|ちょっと][音量|音]を上げて", .verb(.volume(.by(smallStep)))),
        ("[少し|ちょっと][音量|音]を下げて", .verb(.volume(.by(-smallStep)))),
        ("[ミュート|消音][|して]", .verb(.volume(.set(.muted)))), ("音を消して", .verb(.volume(.set(.muted)))),
        ("[ミュート|消音][|を]解除[|して]", .verb(.volume(.unmute))),
        ("[キュー|予約]を[空にして|クリア|クリアして|全部消して]", .verb(.clear)),
        ("[|今|いま]何が[流れて|かかって|再生されて]る[|の]", .whatPlays),
        ("[|今|いま]何が[流れて|かかって|再生されて]い[る|るの|ます|ますか]", .whatPlays),
        ("[今の曲|この曲|今流れている曲|流れている曲]は[|何|なに|何ですか]", .whatPlays),
        ("[今の曲|この曲][|何|を教えて|の名前は|の名前を教えて]", .whatPlays),
        ("[これは|これ]何[の曲|という曲][|ですか]", .whatPlays), ("曲名を教えて", .whatPlays),
    ]

    /// The sentences that set the volume to `#` percent.
    static let volumes = [
        "volume[| to| at] #[| percent]",
        "turn[| it| the volume| the music][| up| down] to #[| percent]",
        "[set|put|change][| the] volume[| to| at] #[| percent]", "# percent volume",
        "[音量|ボリューム][を|は|]#[|パーセント][|に|にして|に設定して|に下げて|に上げて|で]",
    ]

    /// Polite words around a command.
    static let before = [
        "please ", "can you ", "could you ", "would you ", "will you ", "hey jukebox ",
        "ok jukebox ", "jukebox ", "ねえ", "今すぐ", "すぐに",
    ]
    static let behind = [
        " please", " for me", " thanks", " thank you", " right now", " now", " currently",
        "ください", "下さい", "お願いします", "をお願い", "お願い", "くれる", "もらえる", "ね",
    ]

    static let everywhere = [
        "everywhere", "in all rooms", "in all the rooms", "in every room", "all rooms",
        "in the whole house", "全部の部屋で", "すべての部屋で", "全ての部屋で", "全室で", "家中で",
        "全部の部屋の", "すべての部屋の",
    ]
    static let roomParticles = Grammar.particlesOfRoom + ["の", "を", "は"]

    /// Every command by its folded sentence.
    static let actions: [String: SpokenCommand.Action] = Dictionary(
        (english + japanese).flatMap { row in
            expanded(row.phrase).map { (Folding.key($0), row.action) }
        }, uniquingKeysWith: { first, _ in first })

    static let volumeSentences = Set(volumes.flatMap(expanded))

    /// Every sentence that a phrase with alternatives stands for.
    static func expanded(_ phrase: String) -> [String] {
        guard let open = phrase.firstIndex(of: "["),
            let close = phrase[open...].firstIndex(of: "]")
        else { return [phrase] }
        let parts = phrase[phrase.index(after: open)..<close]
            .split(separator: "|", omittingEmptySubsequences: false)
        return expanded(String(phrase[phrase.index(after: close)...])).flatMap { rest in
            parts.map { phrase[..<open] + $0 + rest }
        }
    }
}
