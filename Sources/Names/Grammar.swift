// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// The words around the names, in every language at once: a sentence may mix them.
///
/// A new language adds its words here and its sentences to the tests.
enum Grammar {
    /// Words that ask for music: before it, and after it.
    static let asksBefore = [
        "please", "can you", "could you", "would you", "will you", "i want you to", "i want to",
        "i would like to", "i'd like to", "i want", "let me", "let's", "ask the jukebox to",
        "ask jukebox to", "tell the jukebox to", "tell jukebox to", "jukebox", "play me", "play",
        "start playing", "start", "put on", "listen to", "hear", "queue up", "queue", "add",
        "throw on", "switch to", "change to", "ねえ", "ジュークボックスで",
    ]
    static let asksBehind = [
        "please", "for me", "thanks", "thank you", "をかけてください", "をかけて下さい",
        "をかけてくれる", "をかけて", "かけて", "を再生してください", "を再生して下さい",
        "を再生して", "を再生", "再生して", "再生", "を流してください", "を流して", "流して",
        "を聴かせて", "を聞かせて", "を聴きたい", "を聞きたい", "が聴きたい", "が聞きたい",
        "をお願いします", "をお願い", "お願いします", "お願い", "をください", "を追加して",
        "に切り替えて", "に変えて", "ください", "下さい", "ね", "を",
    ]

    /// The position in the queue, before or after the rest.
    static let modes: [(words: String, mode: Order.Mode)] = [
        ("right now", .now), ("now", .now), ("immediately", .now), ("今すぐに", .now),
        ("今すぐ", .now), ("いますぐ", .now), ("すぐに", .now),
        ("after this song", .next), ("after this one", .next), ("after this", .next),
        ("up next", .next), ("next", .next), ("この次に", .next), ("次に", .next),
        ("このあと", .next), ("この後", .next),
        ("instead", .replace), ("代わりに", .replace), ("かわりに", .replace),
        ("to the queue", .append), ("at the end", .append), ("later", .append),
        ("あとで", .append), ("後で", .append), ("最後に", .append),
    ]

    /// The words before and after a room's name.
    static let beforeRoom = ["in the", "in", "on the", "on", "at the", "at", "to the", "to"]
    static let behindRoom = ["", " speakers", " speaker"]
    /// The particles after a room's name at the beginning of a sentence.
    static let particlesOfRoom = ["のスピーカーで", "のスピーカーに", "では", "で", "に"]

    /// The words that show the kind of a name.
    static let kinds: [(kind: NameKind, before: [String], behind: [String])] = [
        (
            .title, ["the song", "song", "the track", "track", "the tune", "曲", "楽曲"],
            ["という曲", "という歌"]
        ),
        (
            .album, ["the album", "album", "the record", "record", "アルバムの", "アルバム"],
            ["album", "のアルバム", "アルバム", "というアルバム"]
        ),
        (
            .artist,
            [
                "by", "tracks by", "the songs by", "the music by", "something by", "anything by",
                "everything by", "some music by", "music by",
                "some songs by", "songs by", "the songs of", "the music of", "the artist", "artist",
                "the band", "the singer", "some", "アーティストの", "歌手の", "バンドの",
            ],
            ["songs", "music", "'s songs", "'s music", "の曲", "の歌", "の音楽", "の楽曲"]
        ),
        (
            .playlist,
            [
                "the playlist", "my playlist", "playlist", "the set list", "my set list",
                "set list", "プレイリストの", "プレイリスト", "セットリスト",
            ],
            [
                "playlist", "set list", "のプレイリスト", "プレイリスト", "というプレイリスト",
                "のセットリスト",
            ]
        ),
    ]

    /// The words between a piece and its artist, and between a title and its album.
    static let byArtist = [" by "]
    static let onAlbum = [" from the album ", " on the album ", " from ", " off ", " on "]
    /// The words between an artist or an album and its piece.
    static let ofArtist = ["'s ", "’s ", "' ", "’ ", "の"]
}

/// The kinds of names.
enum NameKind: Hashable, CaseIterable {
    case title, album, artist, playlist
}
