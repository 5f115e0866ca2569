// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// A list of tables such as `[[destination]]`, with elements of any type.
protocol TableList: Sendable {
    /// The list's key: `gateway.webhook`.
    var key: String { get }
    /// The most tables, if there is a limit.
    var most: Int? { get }
    /// The rows of a table, without the type of its elements.
    var facts: [RowFacts] { get }
    /// Takes the list itself, one of its tables, or a value in one.
    ///
    /// - Returns: Whether the value belongs to this list.
    func take(
        _ value: TomlValue, _ folders: FolderProblem, _ settings: inout Settings
    ) throws(WrongValue) -> Bool
}

/// The facts about a row, without the type that it belongs to.
struct RowFacts: Sendable {
    let key: String
    let allowed: [String]
    let help: String
    let missing: String?
    /// The default as TOML; nil if there is none.
    let standard: @Sendable (Settings) -> String?
}

extension Setting {
    func facts(_ standard: @escaping @Sendable (Settings) -> String?) -> RowFacts {
        RowFacts(key: key, allowed: allowed, help: help, missing: missing, standard: standard)
    }
}

struct ListOfTables<Element: Sendable>: TableList {
    let key: String
    let most: Int?
    let facts: [RowFacts]
    private let property: any WritableKeyPath<Settings, [Element]> & Sendable
    private let rows: [String: Setting<Element>]
    private let new: Element

    init(
        _ key: String, _ property: any WritableKeyPath<Settings, [Element]> & Sendable,
        of rows: [Setting<Element>], new: Element, most: Int? = nil
    ) {
        (self.key, self.property, self.new, self.most) = (key, property, new, most)
        self.rows = Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0) })
        facts = rows.map { row in row.facts { _ in row.shown(new) } }
    }

    func take(
        _ value: TomlValue, _ folders: FolderProblem, _ settings: inout Settings
    ) throws(WrongValue) -> Bool {
        if value.key == key {
            if value.path == key, value.kind == .array {
                settings[keyPath: property] = []
            } else if value.index(in: key) != nil, value.kind == .table {
                settings[keyPath: property].append(new)
            } else {
                throw value.wrong("a list of tables: [[\(key)]]")
            }
            return true
        }
        guard let row = rows[value.key] else { return false }
        // Without an index, the list itself is already a fault.
        guard let index = value.index(in: key), index < settings[keyPath: property].count else {
            return true
        }
        try row.take(value, folders, &settings[keyPath: property][index])
        return true
    }
}
