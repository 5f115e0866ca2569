// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxLogic
internal import Names
internal import JukeboxModel
internal import LinuxSystem

/// Reads a settings file: every fault at once, each with its place.
public struct SettingsReader {
    var settings: Settings
    var errors: [SettingsError] = []
    private var places: [Int: TomlValue] = [:]
    var destinations: [Int: Settings.Destination] = [:]
    private var defaultPlace: TomlValue?
    var playlistPlaces: [Int: TomlValue] = [:]
    var playlists: [Int: Settings.PlaylistNames] = [:]
    var webhookPlaces: [Int: TomlValue] = [:]
    var webhooks: [Int: GatewaySettings.Webhook] = [:]

    /// Reads the text of a file.
    ///
    /// - Returns: the settings, or all that is wrong in the order of the lines.
    public static func read(
        _ bytes: [UInt8], defaults: Settings,
        folderProblem: (String) -> String? = FolderAccess.problem
    ) -> Result<Settings, Faults> {
        switch TomlValue.parse(bytes) {
        case .failure(let error): return .failure(Faults([error]))
        case .success(let values):
            var reader = SettingsReader(settings: defaults)
            for value in values { reader.take(value, folderProblem) }
            return reader.finish()
        }
    }

    /// All that is wrong in a file.
    public struct Faults: Error, Equatable, Sendable {
        /// The faults, in the order of the lines; at least one.
        public var errors: [SettingsError]

        init(_ errors: [SettingsError]) {
            self.errors = errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        }
    }

    private init(settings: Settings) { self.settings = settings }

    /// Where a destination's table stands.
    func place(of destination: Int) -> TomlValue? { places[destination] }

    static let keys = [
        "default_destination", "paths", "paths.runtime", "paths.runtime_on_disk", "paths.state",
        "paths.music",
        "paths.playlists", "destination", "destination.name", "destination.device",
        "destination.nicknames",
        "destination.room", "destination.playlist", "playlist", "playlist.name",
        "playlist.nicknames", "limits",
        "limits.queue_entries", "limits.history_days", "limits.history_orders",
        "limits.expiry_seconds", "limits.hold_after_seconds", "playback", "playback.resume",
        "playback.resume_on_order", "gateway", "gateway.listen",
        "gateway.hosts", "gateway.origins", "gateway.wait_ms", "gateway.language",
        "gateway.requests_per_minute", "gateway.tokens", "gateway.webhook_secrets",
        "gateway.pipes", "gateway.pipes_scope",
        "gateway.certificate", "gateway.key", "gateway.webhook", "gateway.webhook.url",
        "gateway.webhook.secret", "gateway.google", "gateway.google.project",
        "gateway.google.redirects", "gateway.google.languages", "gateway.google.device",
        "gateway.google.scenes", "gateway.google.service_account", "gateway.google.homegraph",
    ]

    private mutating func take(_ value: TomlValue, _ folderProblem: (String) -> String?) {
        switch value.key {
        case "default_destination":
            defaultPlace = value
            if let text = text(value) { settings.defaultDestination = DestinationName(text) }
        case "paths.runtime": if let path = path(value) { settings.paths.runtime = path }
        case "paths.state": if let path = path(value) { settings.paths.state = path }
        case "paths.playlists":
            if let path = folder(value, folderProblem) { settings.paths.playlists = path }
        case "paths.music": music(value, folderProblem)
        case "destination.name", "destination.device": destination(value)
        case "destination.nicknames", "destination.room", "destination.playlist":
            destinationNames(value)
        case "playlist", "playlist.name", "playlist.nicknames": playlist(value)
        case "limits.queue_entries":
            if let number = number(value, 1...1_000_000) { settings.limits.queueEntries = number }
        case "limits.history_days":
            if let number = number(value, 0...3650) { settings.limits.historyDays = number }
        case "limits.history_orders":
            if let number = number(value, 100...10_000_000) {
                settings.limits.historyOrders = number
            }
        case "limits.expiry_seconds":
            if let number = number(value, 1...604_800) { settings.limits.expirySeconds = number }
        case "limits.hold_after_seconds":
            if let number = number(value, 1...604_800) { settings.limits.holdAfterSeconds = number }
        case "paths.runtime_on_disk":
            if let isAllowed = boolean(value) { settings.paths.runtimeOnDisk = isAllowed }
        case "playback.resume":
            if let resumes = boolean(value) { settings.limits.resume = resumes }
        case "playback.resume_on_order":
            if let resumes = boolean(value) { settings.limits.resumeOnOrder = resumes }
        case "gateway.listen", "gateway.hosts", "gateway.origins", "gateway.wait_ms",
            "gateway.language", "gateway.requests_per_minute", "gateway.tokens",
            "gateway.webhook_secrets", "gateway.certificate", "gateway.key", "gateway.pipes",
            "gateway.pipes_scope":
            gateway(value)
        case "gateway.webhook", "gateway.webhook.url", "gateway.webhook.secret": webhook(value)
        case "gateway.google", "gateway.google.project", "gateway.google.redirects",
            "gateway.google.languages", "gateway.google.device", "gateway.google.scenes",
            "gateway.google.service_account", "gateway.google.homegraph":
            google(value)
        case "paths", "limits", "playback", "gateway":
            expect(value, .table, "a table: [\(value.key)]")
        case "destination":
            if value.kind != .array { expect(value, .table, "a list of tables: [[destination]]") }
            if let index = value.index(in: "destination") { places[index] = value }
        default: unknown(value)
        }
    }

    private mutating func expect(_ value: TomlValue, _ kind: TomlValue.Kind, _ right: String) {
        if value.kind != kind { wrong(value, right) }
    }

    mutating func fault(_ value: TomlValue, _ text: String) {
        errors.append(SettingsError(line: value.line, column: value.column, text: text))
    }

    mutating func wrong(_ value: TomlValue, _ right: String) {
        fault(value, "“\(value.key)” is \(value.kindWord); it must be \(right)")
    }

    mutating func unknown(_ value: TomlValue) {
        let near = Self.keys.compactMap { key in
            Nearness.distance(key, value.key, limit: 4).map { (distance: $0, key: key) }
        }.min { $0.distance < $1.distance }
        let hint = near.map { "; did you mean “\($0.key)”?" }
        fault(value, "unknown key “\(value.key)”\(hint ?? "; config/jukebox.toml shows every key")")
    }

    mutating func text(_ value: TomlValue) -> String? {
        guard case .string(let text) = value.kind, !text.isEmpty else {
            wrong(value, "a text that is not empty")
            return nil
        }
        return text
    }

    private mutating func boolean(_ value: TomlValue) -> Bool? {
        if case .boolean(let answer) = value.kind { return answer }
        wrong(value, "true or false")
        return nil
    }

    mutating func path(_ value: TomlValue) -> String? {
        guard let text = text(value) else { return nil }
        guard text.hasPrefix("/") else {
            fault(value, "“\(value.key)” is “\(text)”; it must be a full path that begins with /")
            return nil
        }
        return text
    }

    private mutating func folder(_ value: TomlValue, _ problem: (String) -> String?) -> String? {
        guard let path = path(value) else { return nil }
        if let problem = problem(path) {
            fault(value, "“\(value.key)” \(problem)")
            return nil
        }
        return path
    }

    private mutating func music(_ value: TomlValue, _ problem: (String) -> String?) {
        if value.kind == .array {
            settings.paths.music = []
        } else if value.path == "paths.music" {
            wrong(value, "a list of paths: [\"/srv/music\"]")
        } else if let path = folder(value, problem) {
            settings.paths.music.append(path)
        }
    }

    mutating func number(
        _ value: TomlValue, _ range: ClosedRange<Int64>
    ) -> Int? {
        guard case .integer(let number) = value.kind, range.contains(number) else {
            wrong(value, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return Int(number)
    }

    private mutating func destination(_ value: TomlValue) {
        guard let index = value.index(in: "destination"), let text = text(value) else { return }
        var destination =
            destinations[index] ?? Settings.Destination(name: DestinationName(""), device: "")
        if value.key == "destination.name" {
            if text.unicodeScalars.contains(where: { $0.value < 0x20 }) || text.utf8.count > 60 {
                fault(value, "a destination's name has at most 60 bytes and no control characters")
            }
            if destinations.contains(where: { $0.key != index && $0.value.name.text == text }) {
                fault(
                    value,
                    "a destination “\(text)” stands above already; give this one another name")
            }
            destination.name = DestinationName(text)
        } else {
            destination.device = text
        }
        destinations[index] = destination
    }

    private mutating func finish() -> Result<Settings, Faults> {
        for (index, place) in places.sorted(by: { $0.key < $1.key }) {
            let destination = destinations[index]
            if destination?.name.text.isEmpty != false {
                fault(place, "this destination has no “name”; say: name = \"kitchen\"")
            }
            if destination?.device.isEmpty != false {
                fault(place, "this destination has no “device”; say: device = \"default\"")
            }
        }
        finishPlaylists()
        finishWebhooks()
        if places.count > 32 {
            errors.append(
                SettingsError(
                    line: 1, column: 1,
                    text: "there are \(places.count) destinations; 32 is the most"))
        }
        let listed = destinations.sorted { $0.key < $1.key }.map(\.value)
        if !listed.isEmpty { settings.destinations = listed }
        let names = settings.destinations.map(\.name)
        if let place = defaultPlace, !names.contains(settings.defaultDestination) {
            let known = names.map(\.text).joined(separator: ", ")
            fault(place, "no destination “\(settings.defaultDestination)”; there are: \(known)")
        } else if defaultPlace == nil, let first = names.first {
            settings.defaultDestination = first
        }
        return errors.isEmpty ? .success(settings) : .failure(Faults(errors))
    }

    /// Whether a path is a folder.
    public static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }
}
