// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// One setting: a row of the table that reading, error messages and tests use.
///
/// `Root` is the type that holds the value: `Settings`, or an element of a list of tables.
struct Setting<Root>: Sendable {
    /// The full key: `gateway.wait_ms`, `destination.name`.
    let key: String
    /// The allowed range or words, as `config/jukebox.toml` shows them; empty if the type says all.
    let allowed: [String]
    /// One sentence for `config/jukebox.toml`.
    let help: String
    /// The fault of a table without this key; nil if it may be left out.
    let missing: String?
    /// Checks a value and stores it.
    let take: @Sendable (TomlValue, FolderProblem, inout Root) throws(WrongValue) -> Void
    /// The current value as TOML; nil if it has none.
    let shown: @Sendable (Root) -> String?

    /// A required value.
    init<Value>(
        _ key: String, _ property: any WritableKeyPath<Root, Value> & Sendable,
        _ kind: ValueKind<Value>, missing: String? = nil, _ help: String
    ) {
        self.init(
            key, kind.allowed, missing, help,
            take: { value, folders, root throws(WrongValue) in
                root[keyPath: property] = try kind.read(value, folders)
            },
            shown: { kind.show($0[keyPath: property]) })
    }

    /// An optional value.
    init<Value>(
        optional key: String, _ property: any WritableKeyPath<Root, Value?> & Sendable,
        _ kind: ValueKind<Value>, _ help: String
    ) {
        self.init(
            key, kind.allowed, nil, help,
            take: { value, folders, root throws(WrongValue) in
                root[keyPath: property] = try kind.read(value, folders)
            },
            shown: { $0[keyPath: property].map(kind.show) })
    }

    /// A list; `example` completes the message for a value that is not a list.
    init<Value>(
        list key: String, _ property: any WritableKeyPath<Root, [Value]> & Sendable,
        of kind: ValueKind<Value>, example: String, _ help: String
    ) {
        self.init(
            key, kind.allowed, nil, help,
            take: { value, folders, root throws(WrongValue) in
                if value.isElement {
                    root[keyPath: property].append(try kind.read(value, folders))
                } else if value.kind == .array {
                    root[keyPath: property] = []
                } else {
                    throw value.wrong(example)
                }
            },
            shown: { "[" + $0[keyPath: property].map(kind.show).joined(separator: ", ") + "]" })
    }

    private init(
        _ key: String, _ allowed: [String], _ missing: String?, _ help: String,
        take: @escaping @Sendable (TomlValue, FolderProblem, inout Root) throws(WrongValue) -> Void,
        shown: @escaping @Sendable (Root) -> String?
    ) {
        (self.key, self.allowed, self.missing, self.help) = (key, allowed, missing, help)
        (self.take, self.shown) = (take, shown)
    }
}

/// Returns why a folder cannot be used; nil if it can.
typealias FolderProblem = (String) -> String?

/// A value that cannot be used, with the reason and the remedy.
struct WrongValue: Error {
    let text: String
}

extension TomlValue {
    /// Whether this is an element of a list: `gateway.hosts[0]`.
    var isElement: Bool { path.hasSuffix("]") }

    /// The fault of a value of another type.
    func wrong(_ right: String) -> WrongValue {
        WrongValue(text: "“\(key)” is \(kindWord); it must be \(right)")
    }
}
