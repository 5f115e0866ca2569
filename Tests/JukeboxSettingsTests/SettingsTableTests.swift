// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import Testing

@testable import JukeboxSettings

@Suite struct `The table of settings` {
    /// Defaults that name the variables that they come from.
    private let defaults = Settings.defaults(
        for: Environment(
            environment: [
                "XDG_RUNTIME_DIR": "/$XDG_RUNTIME_DIR", "XDG_STATE_HOME": "/$XDG_STATE_HOME",
                "XDG_DATA_HOME": "/$XDG_DATA_HOME",
            ], uid: 7))

    private var facts: [RowFacts] {
        SettingsTable.rows.map { row in row.facts { row.shown($0) } }
            + SettingsTable.lists.flatMap(\.facts)
    }

    private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/jukebox.toml")

    @Test func `has a row for each property of the settings`() throws {
        // A property without a row is one that no row changes.
        var rows: Set<String> = []
        for row in SettingsTable.rows { rows.formUnion(try changes(by: row)) }

        let listed = ["destinations", "playlists", "gateway.webhooks"]
        let all = Set(leaves(of: filled, "")).subtracting(listed)
        #expect(all.subtracting(rows).sorted() == [])
        #expect(rows.subtracting(all).sorted() == [])
        #expect(listed.count == SettingsTable.lists.count)
    }

    @Test func `has a row for each property of a table in a list`() {
        let elements: [(any TableList, Any)] = zip(
            SettingsTable.lists,
            [
                Settings.Destination(name: DestinationName(""), device: "") as Any,
                Settings.PlaylistNames(name: ""), GatewaySettings.Webhook(url: "", secret: ""),
            ]
        ).map { ($0, $1) }

        for (list, element) in elements {
            let properties = Mirror(reflecting: element).children.compactMap(\.label)
            let keys = list.facts.map { String($0.key.dropFirst(list.key.count + 1)) }
            #expect(keys.sorted() == properties.sorted())
        }
    }

    @Test func `is explained by the example file, which names nothing else`() throws {
        let documented = try ExampleFile(Self.file)

        #expect(documented.settings.map(\.key).sorted() == facts.map(\.key).sorted())
        for row in facts {
            let setting = try #require(documented.settings.first { $0.key == row.key })
            #expect(setting.comment.contains(row.help), "\(row.key): \(row.help)")
            for word in row.allowed {
                #expect(setting.comment.contains(word), "\(row.key): \(word)")
            }
        }
    }

    @Test func `has the defaults that the example file tells`() throws {
        let documented = try ExampleFile(Self.file)

        for row in facts where row.missing == nil && row.key != "default_destination" {
            let setting = try #require(documented.settings.first { $0.key == row.key })
            let standard = row.standard(defaults)?.replacing("\"/$", with: "\"$")
            let told = setting.comment.firstMatch(of: /Default: (none|"[^"]*")/)?.output.1
            if standard == nil || standard == "[]" {
                #expect(told == "none" || setting.value == "[]", "\(row.key)")
            } else {
                #expect(told.map(String.init) ?? setting.value == standard, "\(row.key)")
            }
        }
    }

    @Test func `reads the example file, also with everything that is commented out`() throws {
        let documented = try ExampleFile(Self.file)
        let plain = try String(contentsOf: Self.file, encoding: .utf8)

        for text in [plain, documented.complete] {
            let read = SettingsReader.read(Array(text.utf8), defaults: defaults) { _ in nil }
            #expect(throws: Never.self) { try read.get() }
        }
    }

    /// Settings in which no optional table is missing.
    private var filled: Settings {
        var settings = defaults
        settings.gateway.google = .init()
        return settings
    }

    /// The paths of the stored properties below a value.
    private func leaves(of value: Any, _ path: String) -> [String] {
        let mirror = Mirror(reflecting: value)
        if mirror.displayStyle == .optional, let (_, some) = mirror.children.first,
            Mirror(reflecting: some).displayStyle == .struct
        {
            return leaves(of: some, path)
        }
        guard mirror.displayStyle == .struct, !(value is DestinationName) else { return [path] }
        return mirror.children.flatMap {
            leaves(of: $0.value, path.isEmpty ? $0.label ?? "" : path + "." + ($0.label ?? ""))
        }
    }

    /// The properties that a row sets.
    private func changes(by row: Setting<Settings>) throws -> [String] {
        let example = try #require(Self.examples(for: row), "no example for \(row.key)")
        var settings = filled
        for value in try TomlValue.parse(Array("\(row.key) = \(example)".utf8)).get()
        where value.key == row.key {
            try row.take(value, { _ in nil }, &settings)
        }
        return zip(described(filled, ""), described(settings, "")).filter { $0 != $1 }.map {
            String($0.0.prefix { $0 != "=" })
        }
    }

    private func described(_ value: Any, _ path: String) -> [String] {
        leaves(of: value, path).map { leaf in
            var value = value
            for name in leaf.split(separator: ".") {
                var mirror = Mirror(reflecting: value)
                if mirror.displayStyle == .optional, let some = mirror.children.first?.value {
                    mirror = Mirror(reflecting: some)
                }
                value = mirror.children.first { $0.label == String(name) }?.value ?? value
            }
            return "\(leaf)=\(value)"
        }
    }

    /// A value that is not the default.
    private static func examples(for row: Setting<Settings>) -> String? {
        let defaults = Settings.defaults(for: Environment(environment: [:], uid: 7))
        let candidates = [
            "3", "100", "true", "false", "\"/x\"", "\"x\"", "\"none\"", "\"read\"", "\"ja\"",
            "\"soundbar\"", "\"https://x\"", "[\"x\"]", "[\"/x\"]", "[\"[::1]:1\"]",
            "[\"https://x\"]", "[\"en\"]",
        ]
        return candidates.first { candidate in
            var settings = defaults
            settings.gateway.google = .init()
            let before = row.shown(settings)
            guard let values = try? TomlValue.parse(Array("\(row.key) = \(candidate)".utf8)).get()
            else { return false }
            do {
                for value in values where value.key == row.key {
                    try row.take(value, { _ in nil }, &settings)
                }
            } catch {
                return false
            }
            return row.shown(settings) != before
        }
    }
}

/// `config/jukebox.toml`, as a person reads it: all settings, including those that are commented
/// out.
private struct ExampleFile {
    struct Setting {
        var key: String
        var value: String
        var comment: String
    }

    private(set) var settings: [Setting] = []
    /// The file with every setting switched on.
    private(set) var complete = ""

    init(_ file: URL) throws {
        var table = ""
        var comment = ""
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            if let match = line.wholeMatch(of: /(?:# )?(\[\[?([a-z_.]+)\]\]?)/) {
                table = match.output.2 + "."
                complete += match.output.1 + "\n"
                comment = ""
            } else if let match = line.wholeMatch(of: /(?:# )?(([a-z_]+) = (.+))/) {
                settings.append(
                    Setting(
                        key: table + match.output.2, value: String(match.output.3),
                        comment: comment))
                complete += match.output.1 + "\n"
                comment = ""
            } else {
                comment += (comment.isEmpty ? "" : " ") + line.drop { $0 == "#" || $0 == " " }
            }
        }
    }
}
