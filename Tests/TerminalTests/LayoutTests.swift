// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import LinuxSystem
import SeededDice
import Testing

@testable import Terminal

@Suite struct `A table` {
    let table = Table(
        [
            .init(.right, importance: 3), .init(importance: 2, minimum: 6),
            .init(importance: 2, minimum: 5), .init(.right, importance: 1),
        ],
        rows: [
            ["1", "Yesterday", "The Beatles", "2:05"],
            ["12", "荒城の月", "瀧廉太郎", "12:00"],
        ])

    @Test func `is as wide as its cells where nothing limits it`() {
        #expect(
            table.lines(in: nil).map(\.text) == [
                " 1  Yesterday  The Beatles   2:05", "12  荒城の月   瀧廉太郎     12:00",
            ])
        #expect(table.lines(in: 300) == table.lines(in: nil))
    }

    @Test func `drops what matters least, and shortens the rest evenly`() {
        #expect(
            table.lines(in: 33).map(\.text) == [
                " 1  Yesterday  The Beatles   2:05", "12  荒城の月   瀧廉太郎     12:00",
            ])
        #expect(
            table.lines(in: 30).map(\.text) == [
                " 1  Yesterd…  The Beat…   2:05", "12  荒城の月  瀧廉太郎   12:00",
            ])
        #expect(table.lines(in: 20).map(\.text) == [" 1  Yester…  The Be…", "12  荒城の…  瀧廉太…"])
        #expect(table.lines(in: 10).map(\.text) == [" 1  Yeste…", "12  荒城…"])
        #expect(table.lines(in: 1).map(\.text) == ["1", "…"])
    }

    @Test func `never exceeds the screen and loses no row`() {
        var dice = Seeded(state: 11)
        for _ in 0..<200 {
            let columns = (0..<Int.random(in: 1...6, using: &dice)).map { _ in
                Table.Column(
                    Bool.random(using: &dice) ? .left : .right,
                    importance: Int.random(in: 0...3, using: &dice),
                    minimum: Bool.random(using: &dice) ? Int.random(in: 0...8, using: &dice) : nil)
            }
            let rows = (0..<3).map { _ in
                columns.map { _ in
                    Line(String(repeating: "月", count: Int.random(in: 0...12, using: &dice)))
                }
            }
            for width in [0, 1, 2, 5, 20, 40, 80, 300] {
                let lines = Table(columns, rows: rows).lines(in: width)

                #expect(lines.count == 3)
                #expect(lines.allSatisfy { $0.columns <= width })
            }
        }
    }

    @Test func `has no spaces at its ends, and no place for empty columns`() {
        let table = Table(
            [.init(importance: 1), .init(importance: 1), .init(importance: 1)],
            rows: [["a", "", "b"], ["cc", "", ""]])

        #expect(table.lines(in: 80).map(\.text) == ["a   b", "cc"])
    }
}

@Suite struct `A progress bar` {
    @Test(arguments: [
        (0, 100, "░░░░░░░░░░"), (50, 100, "█████░░░░░"), (100, 100, "██████████"),
        (200, 100, "██████████"), (-1, 100, "░░░░░░░░░░"), (1, 0, "░░░░░░░░░░"),
        (Int64.max, Int64.max, "██████████"), (Int64.max, -1, "░░░░░░░░░░"),
    ])
    func `is as long as asked for`(part: Int64, whole: Int64, bar: String) {
        #expect(Symbols.unicode.bar(part, of: whole, width: 10).text == bar)
    }

    @Test func `is of plain characters where the locale has no others`() {
        #expect(Symbols.ascii.bar(1, of: 4, width: 8).text == "##......")
        #expect(Symbols.ascii.bar(1, of: 4, width: -8).text == "")
    }
}

@Suite struct `A screen` {
    private func screen(
        _ size: TerminalDevice.Size?, _ isTerminal: Bool, _ environment: [String: String]
    ) -> Screen {
        Screen(size: size, isTerminal: isTerminal) { environment[$0] }
    }
    let wide = TerminalDevice.Size(columns: 120, rows: 50)

    @Test func `has the device's columns, else COLUMNS, else 80`() {
        #expect(screen(wide, true, ["COLUMNS": "40"]).columns == 120)
        #expect(screen(nil, true, ["COLUMNS": "40"]).columns == 40)
        #expect(screen(nil, true, [:]).columns == 80)
        for nonsense in ["", "0", "-3", "x", "99999999999999999999", "20001"] {
            #expect(screen(nil, true, ["COLUMNS": nonsense]).columns == 80)
        }
    }

    @Test func `does not limit the lines of a pipe, unless COLUMNS says so`() {
        #expect(screen(nil, false, [:]).columns == nil)
        #expect(screen(nil, false, ["COLUMNS": "60"]).columns == 60)
    }

    @Test func `has colour where it is a terminal that is not dumb, and nothing forbids it`() {
        let term = ["TERM": "xterm"]
        func with(_ name: String, _ value: String) -> [String: String] {
            term.merging([name: value]) { $1 }
        }
        #expect(screen(wide, true, term).hasColour)
        #expect(!screen(wide, true, ["TERM": "dumb"]).hasColour)
        #expect(!screen(wide, true, [:]).hasColour)
        #expect(!screen(nil, false, term).hasColour)
        #expect(!screen(wide, true, with("NO_COLOR", "1")).hasColour)
        #expect(screen(wide, true, with("NO_COLOR", "")).hasColour)
        #expect(!screen(wide, true, with("CLICOLOR", "0")).hasColour)
        #expect(screen(nil, false, with("CLICOLOR_FORCE", "1")).hasColour)
        #expect(!screen(nil, false, with("CLICOLOR_FORCE", "0")).hasColour)
        #expect(!screen(nil, false, ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"]).hasColour)
    }

    @Test func `shows the signs that its locale has`() {
        #expect(screen(wide, true, ["LANG": "ja_JP.UTF-8"]).symbols == .unicode)
        #expect(screen(wide, true, ["LANG": "C.utf8"]).symbols == .unicode)
        #expect(screen(wide, true, ["LANG": "C.utf8", "LC_ALL": "C"]).symbols == .ascii)
        #expect(screen(wide, true, ["LC_CTYPE": "C.UTF-8", "LANG": "C"]).symbols == .unicode)
        #expect(screen(wide, true, [:]).symbols == .ascii)
    }
}
