// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// How a value of a setting is checked, and written as TOML.
struct ValueKind<Value>: Sendable {
    /// The allowed range or words, as `config/jukebox.toml` shows them.
    var allowed: [String] = []
    let read: @Sendable (TomlValue, FolderProblem) throws(WrongValue) -> Value
    let show: @Sendable (Value) -> String

    /// A text that is not empty; `convert` returns nil for one that is not allowed, and `fault`
    /// says why.
    static func text(
        fault: @escaping @Sendable (String) -> String,
        show: @escaping @Sendable (Value) -> String,
        convert: @escaping @Sendable (String) -> Value?
    ) -> ValueKind {
        ValueKind(
            read: { value, _ throws(WrongValue) in
                let text = try ValueKind<String>.text.read(value, { _ in nil })
                guard let converted = convert(text) else { throw WrongValue(text: fault(text)) }
                return converted
            }, show: show)
    }
}

extension ValueKind<Bool> {
    static var boolean: ValueKind {
        ValueKind(
            read: { value, _ throws(WrongValue) in
                guard case .boolean(let answer) = value.kind else {
                    throw value.wrong("true or false")
                }
                return answer
            }, show: { "\($0)" })
    }
}

extension ValueKind<Int> {
    static func number(_ range: ClosedRange<Int64>) -> ValueKind {
        let span = "\(range.lowerBound) to \(range.upperBound)"
        return ValueKind(
            allowed: [span],
            read: { value, _ throws(WrongValue) in
                guard case .integer(let number) = value.kind else {
                    throw value.wrong("a whole number from \(span)")
                }
                guard range.contains(number) else {
                    throw WrongValue(
                        text: "“\(value.key)” is \(number); it must be a whole number from \(span)")
                }
                return Int(number)
            }, show: { "\($0)" })
    }
}

extension ValueKind<DestinationName> {
    static var destinationName: ValueKind {
        .text(
            fault: { _ in "a destination's name has at most 60 bytes and no control characters" },
            show: { quoted($0.text) },
            convert: { text in
                let isName =
                    text.utf8.count <= 60 && text.unicodeScalars.allSatisfy { $0.value >= 0x20 }
                return isName ? DestinationName(text) : nil
            })
    }
}

extension ValueKind<GatewaySettings.Listening> {
    static var listening: ValueKind {
        .text(
            fault: { "“\($0)” is no address; say 127.0.0.1:6680, [::1]:6680 or unix:/PATH" },
            show: { quoted("\($0)") }, convert: { GatewaySettings.Listening($0) })
    }
}

extension ValueKind<GatewaySettings.LocalAccess> {
    static var localAccess: ValueKind {
        let words = GatewaySettings.LocalAccess.allCases.map(\.rawValue)
        var kind = ValueKind.text(
            fault: { "“\($0)” is not a local access; say \(words.spoken)" },
            show: { quoted($0.rawValue) }, convert: { GatewaySettings.LocalAccess(rawValue: $0) })
        kind.allowed = words.map(quoted)
        return kind
    }
}

extension ValueKind<String?> {
    /// A full path, or `none`.
    static var pathOrNone: ValueKind {
        ValueKind(
            allowed: [quoted("none")],
            read: { value, folders throws(WrongValue) in
                if value.kind == .string("none") { return nil }
                return try ValueKind<String>.path.read(value, folders)
            }, show: { quoted($0 ?? "none") })
    }
}

extension ValueKind<String> {
    static var text: ValueKind {
        ValueKind(
            read: { value, _ throws(WrongValue) in
                guard case .string(let text) = value.kind, !text.isEmpty else {
                    throw value.wrong("a text that is not empty")
                }
                return text
            }, show: quoted)
    }

    /// A text that is stored in lower case.
    static var lowercased: ValueKind {
        .text(fault: { $0 }, show: quoted, convert: { $0.lowercased() })
    }

    static var path: ValueKind {
        ValueKind(
            read: { value, _ throws(WrongValue) in
                let path = try text.read(value, { _ in nil })
                guard path.hasPrefix("/") else {
                    throw WrongValue(
                        text:
                            "“\(value.key)” is “\(path)”; it must be a full path that begins with /"
                    )
                }
                return path
            }, show: quoted)
    }

    /// The path of a folder that we can read.
    static var folder: ValueKind {
        ValueKind(
            read: { value, folders throws(WrongValue) in
                let path = try path.read(value, folders)
                if let problem = folders(path) {
                    throw WrongValue(text: "“\(value.key)” \(problem)")
                }
                return path
            }, show: quoted)
    }

    /// One of some words; `subject` completes “fr” is no ….
    static func word(_ words: [String], _ subject: String) -> ValueKind {
        var kind = ValueKind.text(
            fault: { "“\($0)” is no \(subject); say \(words.spoken)" }, show: quoted,
            convert: { words.contains($0) ? $0 : nil })
        kind.allowed = words.map(quoted)
        return kind
    }

    /// An address for requests; `example` shows a right one.
    static func url(_ example: String) -> ValueKind {
        .text(
            fault: { "“\($0)” is no address; say \(example)" }, show: quoted,
            convert: { GatewaySettings.Webhook.isURL($0) ? $0 : nil })
    }

    /// The id of a project in Google's console.
    static var project: ValueKind {
        .text(
            fault: { "“\($0)” is no project id; it has small letters, digits and hyphens" },
            show: quoted,
            convert: { text in
                let isProject = text.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
                return isProject ? text : nil
            })
    }
}

private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

extension [String] {
    /// `read, play or control`.
    fileprivate var spoken: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + self[count - 1]
    }
}
