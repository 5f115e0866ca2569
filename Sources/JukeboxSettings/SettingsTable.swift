// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// All settings, one row each.
///
/// A test checks that each stored property of `Settings` has a row here, and that
/// `config/jukebox.toml` explains each row with its help, its range and its default.
enum SettingsTable {
    /// The settings outside of lists of tables.
    static let rows: [Setting<Settings>] = main + paths + limits + gateway + google

    /// The tables without a list: `[paths]`.
    static let tables = ["paths", "limits", "playback", "gateway", "gateway.google"]

    /// The tables of which there can be several.
    static let lists: [any TableList] = [
        ListOfTables(
            "destination", \.destinations, of: destination,
            new: .init(name: DestinationName(""), device: ""), most: 32),
        ListOfTables("playlist", \.playlists, of: playlist, new: .init(name: "")),
        ListOfTables(
            "gateway.webhook", \.gateway.webhooks, of: webhook, new: .init(url: "", secret: "")),
    ]

    /// Every key that a file may have.
    static let keys: [String] =
        rows.map(\.key) + tables + lists.flatMap { [$0.key] + $0.facts.map(\.key) }

    private static let main: [Setting<Settings>] = [
        Setting(
            "default_destination", \.defaultDestination, .destinationName,
            "Where an order without a destination goes.")
    ]

    private static let paths: [Setting<Settings>] = [
        Setting(
            "paths.runtime", \.paths.runtime, .path,
            "The runtime directory, with ring, board and the socket `ask`."),
        Setting(
            "paths.runtime_on_disk", \.paths.runtimeOnDisk, .boolean,
            "Whether it may be on a disk instead of in memory (tmpfs)."),
        Setting("paths.state", \.paths.state, .path, "The databases."),
        Setting(
            list: "paths.music", \.paths.music, of: .folder,
            example: "a list of paths: [\"/srv/music\"]", "The music folders, read only."),
        Setting(
            "paths.playlists", \.paths.playlists, .folder,
            "The folder of the playlist files (M3U, M3U8)."),
    ]

    private static let limits: [Setting<Settings>] = [
        Setting(
            "limits.queue_entries", \.limits.queueEntries, .number(1...1_000_000),
            "The most entries in the queue of a destination"),
        Setting(
            "limits.history_days", \.limits.historyDays, .number(0...3650),
            "How many days ended orders are kept"),
        Setting(
            "limits.history_orders", \.limits.historyOrders, .number(100...10_000_000),
            "How many ended orders are kept at most"),
        Setting(
            "limits.expiry_seconds", \.limits.expirySeconds, .number(1...604_800),
            "How many seconds an order waits for missing sound"),
        Setting(
            "limits.hold_after_seconds", \.limits.holdAfterSeconds, .number(1...604_800),
            "After how many seconds without sound a room stays paused when sound comes back"),
        Setting(
            "playback.resume", \.limits.resume, .boolean,
            "Whether a room continues by itself after a restart"),
        Setting(
            "playback.resume_on_order", \.limits.resumeOnOrder, .boolean,
            "Whether an order in free words (\"play yesterday in the study\") ends a pause."),
    ]

    private static let destination: [Setting<Settings.Destination>] = [
        Setting(
            "destination.name", \.name, .destinationName,
            missing: "this destination has no “name”; say: name = \"kitchen\"",
            "What people call the room."),
        Setting(
            "destination.device", \.device, .text,
            missing: "this destination has no “device”; say: device = \"default\"",
            "What it plays on"),
        Setting(
            list: "destination.nicknames", \.nicknames, of: .text,
            example: "a list: [\"Breakfast\", \"朝の音楽\"]", "Further names, in any language."),
        Setting(
            optional: "destination.room", \.room, .text, "The room that assistants know it in."),
        Setting(
            optional: "destination.playlist", \.playlist, .text,
            "What plays when an assistant turns the room on and its queue is empty."),
    ]

    private static let playlist: [Setting<Settings.PlaylistNames>] = [
        Setting(
            "playlist.name", \.name, .text,
            missing: "this playlist has no “name”; say: name = \"Morning\"",
            "The name of the playlist's file, without its ending."),
        Setting(
            list: "playlist.nicknames", \.nicknames, of: .text,
            example: "a list: [\"Breakfast\", \"朝の音楽\"]", "Its further names, in any language."),
    ]
}
