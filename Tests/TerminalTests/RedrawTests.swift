// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Terminal
import Testing

@Suite struct `Redrawing` {
    let screen = Screen(columns: 10, rows: 3, isTerminal: true, moves: true)

    @Test func `writes everything once, then only the lines that changed`() {
        var redraw = Redraw()

        #expect(
            redraw.bytes(for: ["one", "two"], on: screen)
                == "\u{1B}[1;1Hone\u{1B}[K\u{1B}[2;1Htwo\u{1B}[K\u{1B}[3;1H\u{1B}[J")
        #expect(redraw.bytes(for: ["one", "2"], on: screen) == "\u{1B}[2;1H2\u{1B}[K")
    }

    @Test func `writes nothing if nothing changed`() {
        var redraw = Redraw()
        _ = redraw.bytes(for: ["one", "two"], on: screen)

        #expect(redraw.bytes(for: ["one", "two"], on: screen) == "")
        #expect(redraw.bytes(for: ["one", "two"], on: screen) == "")
    }

    @Test func `clears what is left of more lines`() {
        var redraw = Redraw()
        _ = redraw.bytes(for: ["one", "two", "three"], on: screen)

        #expect(redraw.bytes(for: ["one"], on: screen) == "\u{1B}[2;1H\u{1B}[J")
    }

    @Test func `keeps the last character of a line that is as wide as the screen`() {
        var redraw = Redraw()

        let bytes = redraw.bytes(for: ["0123456789abc"], on: screen)

        #expect(bytes == "\u{1B}[1;1H012345678…\u{1B}[2;1H\u{1B}[J")
    }

    @Test func `says how many lines do not fit`() {
        var redraw = Redraw()

        let bytes = redraw.bytes(for: ["1", "2", "3", "4"], on: screen)

        #expect(bytes.hasSuffix("\u{1B}[3;1H… 2 more\u{1B}[K"))
    }

    @Test func `writes everything again in another size, and after a stop`() {
        var redraw = Redraw()
        _ = redraw.bytes(for: ["one"], on: screen)
        var wider = screen
        wider.columns = 20

        #expect(redraw.bytes(for: ["one"], on: wider).contains("one"))
        redraw.invalidate()
        #expect(redraw.bytes(for: ["one"], on: wider).contains("one"))
    }
}
