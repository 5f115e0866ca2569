// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

extension ProgramSpec {
    /// The manual page of the program, in the language of man(7).
    ///
    /// - Parameters:
    ///   - section: The section of the manual: 1 for users, 8 for administrators.
    ///   - date: The date of the page; empty for none.
    /// - Returns: the source of the page.
    public func manual(section: Int, date: String = "") -> String {
        var page = ManualPage()
        page.line(".TH \"\(name.uppercased())\" \(section) \"\(date)\" \"\(name) \(version)\"")
        page.section("NAME")
        page.text("\(name) \\- \(ManualPage.escaped(summary.firstSentence))", isEscaped: true)
        page.section("SYNOPSIS")
        page.line(".B \(ManualPage.escaped(name))")
        page.line(ManualPage.escaped(usage))
        page.section("DESCRIPTION")
        page.text(summary)
        page.section("OPTIONS")
        options.forEach { page.term($0.usage, $0.help) }
        if let main { page.command(main, [name]) }
        for group in groups {
            page.section(group.title.uppercased())
            group.commands.forEach { page.command($0, [name, $0.name]) }
        }
        page.section("EXAMPLES")
        examples.forEach { page.term("\(name) \($0.line)", $0.meaning) }
        page.section("EXIT STATUS")
        page.text(closing)
        return page.source
    }
}

/// Writes the source of a manual page.
private struct ManualPage {
    private(set) var source = ""

    mutating func line(_ text: String) { source += text + "\n" }

    mutating func section(_ title: String) { line(".SH \"\(Self.escaped(title))\"") }

    mutating func text(_ text: String, isEscaped: Bool = false) {
        for part in text.split(separator: "\n", omittingEmptySubsequences: false) {
            line(part.isEmpty ? ".PP" : isEscaped ? String(part) : Self.escaped(String(part)))
        }
    }

    mutating func term(_ term: String, _ text: String) {
        line(".TP\n.B \(Self.escaped(term))")
        line(text.isEmpty ? "\\&" : Self.escaped(text))
    }

    mutating func command(_ command: CommandSpec, _ path: [String]) {
        line(".SS \"\(Self.escaped(command.usage(path.joined(separator: " "))))\"")
        text(command.summary)
        if !command.details.isEmpty {
            line(".PP")
            text(command.details)
        }
        if !command.aliases.isEmpty {
            line(".PP")
            text("Also called: " + command.aliases.joined(separator: ", "))
        }
        command.arguments.forEach { term($0.name, $0.help) }
        command.options.forEach { term($0.usage, $0.help) }
        for example in command.examples {
            term("\(path[0]) \(example.line)", example.meaning)
        }
        command.subcommands.forEach { self.command($0, path + [$0.name]) }
    }

    /// Text with the characters replaced that mean something to troff.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "\"": escaped += "\\(dq"
            case "'": escaped += "\\(aq"
            default: escaped.append(character)
            }
        }
        return escaped.first == "." ? "\\&" + escaped : escaped
    }
}

extension String {
    /// The text up to its first full stop.
    fileprivate var firstSentence: String { String(prefix { $0 != "." }) }
}
