// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

extension JSON {
    /// The value, indented; a part that fits into 80 columns stays on one line.
    var shown: String { shown(indent: "") }

    private func shown(indent: String) -> String {
        if line.count + indent.count <= 80 { return line }
        let inner = indent + "  "
        switch self {
        case .object(let members):
            let lines = members.map { member in
                inner + JSON.string(member.name).line + ": " + member.value.shown(indent: inner)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indent + "}"
        case .array(let elements):
            let lines = elements.map { inner + $0.shown(indent: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indent + "]"
        default: return line
        }
    }
}
