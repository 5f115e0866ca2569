// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import Names
public import JukeboxModel

/// The settings from the file, or defaults for those that it leaves out.
public struct Settings: Equatable, Sendable {
    /// Where an order without a destination goes.
    public var defaultDestination: DestinationName
    /// The destinations, in the file's order; at least one.
    public var destinations: [Destination]
    /// The playlists that have other names too.
    public var playlists: [PlaylistNames] = []
    /// The folders.
    public var paths: Paths
    /// The limits of queues and history.
    public var limits = Limits()
    /// The settings of the gateway.
    public var gateway = GatewaySettings()

    /// A named output.
    public struct Destination: Equatable, Sendable {
        /// Its name.
        public var name: DestinationName
        /// An ALSA PCM, `silent`, `wav:PATH` or `wav:PATH?fast`.
        public var device: String
        /// Further names, in any language.
        public var nicknames: [String] = []
        /// The room that assistants know it in: `Kitchen`.
        public var room: String?
        /// The playlist that an assistant plays when it turns on the room and the queue is empty.
        public var playlist: String?

        /// Makes a destination.
        public init(name: DestinationName, device: String) {
            self.name = name
            self.device = device
        }
    }

    /// Further names of a playlist.
    public struct PlaylistNames: Equatable, Sendable {
        /// The file's name, without its ending.
        public var name: String
        /// Further names, in any language.
        public var nicknames: [String] = []
    }

    /// The folders that the daemon uses.
    public struct Paths: Equatable, Sendable {
        /// Ring, board and questions.
        public var runtime: String
        /// Whether they may be on a disk: then the kernel writes each order out, and a reboot
        /// leaves old ones.
        public var runtimeOnDisk = false
        /// The databases.
        public var state: String
        /// The music, read only.
        public var music: [String]
        /// The playlist files.
        public var playlists: String

        /// The usual Unix socket of the gateway: `/run/jukebox-gateway/http.sock` beside
        /// `/run/jukebox`.
        public var gatewaySocket: String { runtime + "-gateway/http.sock" }

        /// Makes paths.
        public init(runtime: String, state: String, music: [String], playlists: String) {
            self.runtime = runtime
            self.state = state
            self.music = music
            self.playlists = playlists
        }
    }

    /// How much is kept, and how long.
    public struct Limits: Equatable, Sendable {
        /// The most entries in a queue.
        public var queueEntries = 20_000
        /// How many days ended orders are remembered.
        public var historyDays = 30
        /// How many orders are remembered at most.
        public var historyOrders = 100_000
        /// How long an order waits for sound that is wanted and cannot be had, in seconds.
        public var expirySeconds = 43_200
        /// After how many seconds without sound nothing starts by itself.
        public var holdAfterSeconds = 600
        /// Whether playing goes on by itself after a restart.
        public var resume = true
        /// Whether a spoken order ends a pause.
        public var resumeOnOrder = true
    }

    /// The playlist that has a nickname of this key (`Folding.key`).
    public func playlist(nicknamed key: String) -> String? {
        playlists.first { $0.nicknames.contains { Folding.key($0) == key } }?.name
    }

    /// The destination with a name or nickname, in any case and spelling (`Folding.key`).
    public func destination(named text: String) -> DestinationName? {
        let key = Folding.key(text)
        return destinations.first { destination in
            ([destination.name.text] + destination.nicknames).contains { Folding.key($0) == key }
        }?.name
    }

    /// The settings without a file: one destination, `default`, on ALSA's default device.
    public static func defaults(for environment: Environment) -> Settings {
        var settings = Settings(
            defaultDestination: DestinationName("default"),
            destinations: [Destination(name: DestinationName("default"), device: "default")],
            paths: environment.paths)
        settings.gateway.socket = settings.paths.gatewaySocket
        return settings
    }
}

/// Something wrong in a settings file.
public struct SettingsError: Error, Hashable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// The column, from 1.
    public var column: Int
    /// The fault, and the remedy.
    public var text: String

    /// `FILE:LINE:COLUMN: TEXT`.
    public func described(in file: String) -> String { "\(file):\(line):\(column): \(text)" }
}
