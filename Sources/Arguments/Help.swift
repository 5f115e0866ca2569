// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension CommandSpec {
    /// The usage line: `jukebox seek POSITION [ROOM…]`.
    public func usage(_ name: String) -> String {
        var parts = [name]
        if !options.isEmpty { parts.append("[OPTION…]") }
        if run == nil || (!subcommands.isEmpty && arguments.isEmpty) {
            parts.append(run == nil ? "COMMAND" : "[COMMAND]")
        }
        return (parts + arguments.map(\.usage)).joined(separator: " ")
    }

    /// The help of the command.
    ///
    /// - Parameters:
    ///   - program: The program, whose options every command has.
    ///   - path: The words that call the command.
    ///   - width: The columns of the terminal.
    /// - Returns: lines for stdout.
    public func help(_ program: ProgramSpec, path: [String], width: Int) -> String {
        let name = ([program.name] + path).joined(separator: " ")
        var blocks = ["Usage: \(usage(name))", Paragraph.filled(summary, width: width)]
        if !details.isEmpty { blocks.append(Paragraph.filled(details, width: width)) }
        if !aliases.isEmpty { blocks.append("Also called: " + aliases.joined(separator: ", ")) }
        func table(_ title: String, _ rows: [(String, String)]) {
            guard !rows.isEmpty else { return }
            blocks.append(([title] + Paragraph.table(rows, width: width)).joined(separator: "\n"))
        }
        table("Commands:", subcommands.map { ($0.name, $0.summary) })
        table("Arguments:", arguments.map { ($0.name, $0.help) })
        table("Options:", (options + program.options).map { ($0.usage, $0.help) })
        table("Examples:", examples.map { ("\(program.name) \($0.line)", $0.meaning) })
        return blocks.joined(separator: "\n\n")
    }
}

extension ProgramSpec {
    /// The overview of the program, which fits one screen of 80 × 24.
    ///
    /// - Parameter width: The columns of the terminal.
    /// - Returns: lines for stdout.
    public func overview(width: Int) -> String {
        let line = "Usage: \(name) \(usage)     “\(name) COMMAND --help” explains one"
        let rows = groups.filter { !$0.brief.isEmpty }.map { ($0.title, $0.brief) }
        let lines = Paragraph.table(rows, width: width)
        let shown = examples.map { ("\(name) \($0.line)", $0.meaning) }
        let extra = main == nil ? [] : options.map { ($0.usage, $0.help) }
        let blocks = [
            [line, summary], lines, Paragraph.table(extra, width: width),
            Paragraph.table(shown, width: width), [Paragraph.filled(closing, width: width)],
        ]
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
            .joined(separator: "\n\n")
    }
}

/// Breaks text into lines.
enum Paragraph {
    /// The text with lines of at most `width` columns; lines that begin with a blank stay as they are.
    static func filled(_ text: String, width: Int) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.first == " " ? String(line) : broken(String(line), width).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    /// Rows of two columns, the second one broken into lines.
    static func table(_ rows: [(String, String)], width: Int) -> [String] {
        let longest = rows.map { columns($0.0) }.max() ?? 0
        let column = min(longest, max(12, width / 2)) + 4
        return rows.flatMap { row -> [String] in
            let (left, right) = row
            let texts = broken(right, max(20, width - column))
            let indent = String(repeating: " ", count: column)
            guard columns(left) + 4 <= column else {
                return ["  " + left] + texts.filter { !$0.isEmpty }.map { indent + $0 }
            }
            let first =
                "  " + left + String(repeating: " ", count: column - 2 - columns(left))
                + (texts.first ?? "")
            return [first.trimmedAtEnd] + texts.dropFirst().map { indent + $0 }
        }
    }

    /// The columns of a text that is written in this program: no combining marks, only CJK is wide.
    private static func columns(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ((0x2E80...0xFF60).contains($1.value) ? 2 : 1) }
    }

    private static func broken(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}

extension String {
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
