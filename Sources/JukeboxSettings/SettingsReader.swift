// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import Names

/// Reads a settings file by the table of settings, and reports every fault at once with its place.
public struct SettingsReader {
    private var settings: Settings
    private let defaults: Settings
    private var errors: [SettingsError] = []
    /// Where each value stands, by its path: `destination[0].name`.
    private var places: [String: TomlValue] = [:]

    /// Reads the text of a file; `runtime` is a runtime directory that replaces the file's.
    ///
    /// - Returns: the settings, or all that is wrong in the order of the lines.
    public static func read(
        _ bytes: [UInt8], defaults: Settings, runtime: String? = nil,
        folderProblem: (String) -> String? = FolderAccess.problem
    ) -> Result<Settings, Faults> {
        switch TomlValue.parse(bytes) {
        case .failure(let error): return .failure(Faults([error]))
        case .success(let values):
            var reader = SettingsReader(defaults)
            for value in values { reader.take(value, folderProblem) }
            return reader.finish(runtime)
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

    private init(_ defaults: Settings) {
        settings = defaults
        self.defaults = defaults
    }

    private static let rows = Dictionary(
        uniqueKeysWithValues: SettingsTable.rows.map { ($0.key, $0) })

    private mutating func take(_ value: TomlValue, _ folders: FolderProblem) {
        places[value.path] = value
        do throws(WrongValue) {
            if let row = Self.rows[value.key] {
                try row.take(value, folders, &settings)
            } else if SettingsTable.tables.contains(value.key) {
                guard value.kind == .table else { throw value.wrong("a table: [\(value.key)]") }
                if value.key == "gateway.google" {
                    settings.gateway.google = settings.gateway.openedGoogle
                }
            } else {
                for list in SettingsTable.lists where try list.take(value, folders, &settings) {
                    return
                }
                unknown(value)
            }
        } catch {
            fault(value, error.text)
        }
    }

    private mutating func fault(_ value: TomlValue?, _ text: String) {
        errors.append(SettingsError(line: value?.line ?? 1, column: value?.column ?? 1, text: text))
    }

    private mutating func unknown(_ value: TomlValue) {
        let near = SettingsTable.keys.compactMap { key in
            Nearness.distance(key, value.key, limit: 4).map { (distance: $0, key: key) }
        }.min { $0.distance < $1.distance }
        let hint = near.map { "; did you mean “\($0.key)”?" }
        fault(value, "unknown key “\(value.key)”\(hint ?? "; config/jukebox.toml shows every key")")
    }

    // MARK: What one value alone does not show

    private mutating func finish(_ runtime: String?) -> Result<Settings, Faults> {
        for list in SettingsTable.lists { checkTables(of: list) }
        if settings.destinations.isEmpty { settings.destinations = defaults.destinations }
        checkDestinationNames()
        checkWebhooks()
        checkDefaultDestination()
        if let runtime { settings.paths.runtime = runtime }
        if places["gateway.socket"] == nil {
            settings.gateway.socket = settings.paths.gatewaySocket
        }
        return errors.isEmpty ? .success(settings) : .failure(Faults(errors))
    }

    private mutating func checkTables(of list: any TableList) {
        let tables = places.values.filter {
            $0.key == list.key && $0.kind == .table && $0.isElement
        }
        for table in tables {
            for row in list.facts {
                let name = row.key.dropFirst(list.key.count)
                if let missing = row.missing, places[table.path + name] == nil {
                    fault(table, missing)
                }
            }
        }
        if let most = list.most, tables.count > most {
            fault(nil, "there are \(tables.count) \(list.key)s; \(most) is the most")
        }
    }

    private mutating func checkDestinationNames() {
        var owners: [String: Int] = [:]
        for (index, destination) in settings.destinations.enumerated() {
            let table = "destination[\(index)]"
            for name in [destination.name.text] + destination.nicknames where !name.isEmpty {
                let owner = owners.updateValue(index, forKey: Folding.key(name))
                guard let owner, owner != index else { continue }
                let ownName = settings.destinations[owner].name
                if name == ownName.text, name == destination.name.text {
                    fault(
                        places[table + ".name"],
                        "a destination “\(name)” stands above already; give this one another name")
                } else {
                    fault(places[table], "“\(name)” is a name of destination “\(ownName)” already")
                }
            }
        }
    }

    private mutating func checkWebhooks() {
        var known: Set<String> = []
        for (index, webhook) in settings.gateway.webhooks.enumerated() where !webhook.url.isEmpty {
            guard !known.insert(webhook.url).inserted else { continue }
            fault(
                places["gateway.webhook[\(index)]"],
                "a webhook with this “url” stands above already")
        }
    }

    private mutating func checkDefaultDestination() {
        let names = settings.destinations.map(\.name)
        if let place = places["default_destination"], !names.contains(settings.defaultDestination) {
            let known = names.map(\.text).joined(separator: ", ")
            fault(place, "no destination “\(settings.defaultDestination)”; there are: \(known)")
        } else if places["default_destination"] == nil, let first = names.first {
            settings.defaultDestination = first
        }
    }
}
