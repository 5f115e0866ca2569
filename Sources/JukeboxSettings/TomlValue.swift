// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CToml

/// One value of a TOML file, with its place.
struct TomlValue: Equatable {
    enum Kind: Equatable {
        case string(String)
        case integer(Int64)
        case float(Double)
        case boolean(Bool)
        case table
        case array
        case other
    }

    /// `paths.music[0]`.
    var path: String
    var kind: Kind
    var line: Int
    var column: Int

    /// The name of the kind in messages.
    var kindWord: String {
        switch kind {
        case .string: "a text"
        case .integer: "a whole number"
        case .float: "a number with a point"
        case .boolean: "true or false"
        case .table: "a table"
        case .array: "a list"
        case .other: "a date or time"
        }
    }

    /// The path without list positions: `paths.music`, `destination.name`.
    var key: String { path.replacing(/\[\d+\]/, with: "") }

    /// The position of the element of a list that this lies in: 2 in `destination[2].name`.
    func index(in list: String) -> Int? {
        guard path.hasPrefix(list + "[") else { return nil }
        return Int(path.dropFirst(list.count + 1).prefix { $0 != "]" })
    }

    /// The values of a file in its order, or its syntax error.
    static func parse(_ bytes: [UInt8]) -> Result<[TomlValue], SettingsError> {
        final class Box { var values: [TomlValue] = [] }
        let box = Box()
        let failed = bytes.withUnsafeBytes { raw in
            ctoml_parse(
                raw.baseAddress?.assumingMemoryBound(to: CChar.self), UInt(raw.count),
                { context, path, kind, text, integer, real, line, column in
                    guard let context, let path, let text else { return }
                    let box = Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
                    let kind: Kind =
                        switch kind {
                        case CTOML_STRING: .string(String(cString: text))
                        case CTOML_INTEGER: .integer(integer)
                        case CTOML_FLOAT: .float(real)
                        case CTOML_BOOLEAN: .boolean(integer != 0)
                        case CTOML_TABLE: .table
                        case CTOML_ARRAY: .array
                        default: path.pointee == 0 ? .string(String(cString: text)) : .other
                        }
                    box.values.append(
                        TomlValue(
                            path: String(cString: path), kind: kind, line: Int(line),
                            column: Int(column)))
                }, Unmanaged.passUnretained(box).toOpaque())
        }
        guard failed != 0, let error = box.values.last else { return .success(box.values) }
        let why = if case .string(let text) = error.kind { text } else { "syntax error" }
        return .failure(SettingsError(line: error.line, column: error.column, text: why))
    }
}
