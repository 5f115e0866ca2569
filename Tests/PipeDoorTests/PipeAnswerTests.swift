// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import PipeDoor
import Testing

@Suite struct `An answer through a pipe` {
    private static let answer = PipeAnswer(
        status: 65, output: Array("one\n\ntwo".utf8), errors: Array("why\n".utf8), ticket: 12,
        outcome: "refused")

    private func read(_ bytes: [UInt8], id: String?, step: Int) -> PipeAnswer? {
        var reader = PipeAnswerReader(id: id)
        for start in stride(from: 0, to: bytes.count, by: step) {
            if let answer = reader.feed(Array(bytes[start..<min(start + step, bytes.count)])) {
                return answer
            }
        }
        return nil
    }

    @Test func `is lines that a shell can read`() {
        #expect(
            String(decoding: Self.answer.frame(id: "7"), as: UTF8.self)
                == "#7\n1:one\n1:\n1.two\n2:why\n=7 exit=65 ticket=12 outcome=refused\n")
        #expect(
            PipeAnswer(status: 0).frame(id: nil) == Array("#-\n=- exit=0\n".utf8))
    }

    @Test func `is the same again, however it is cut`() {
        let frame = Self.answer.frame(id: "7")
        for step in 1...frame.count { #expect(read(frame, id: "7", step: step) == Self.answer) }
        #expect(read(frame, id: nil, step: 5) == Self.answer)
    }

    @Test func `is there only when its last line is`() {
        let frame = Self.answer.frame(id: "7")
        for count in 0..<frame.count {
            #expect(read(Array(frame[..<count]), id: "7", step: 9) == nil)
        }
    }

    @Test func `is told from what others were answered, and from what was cut off`() {
        let other = PipeAnswer(status: 0, output: Array("other\n".utf8)).frame(id: "6")
        let cut = Array(Self.answer.frame(id: "7").prefix(20)) + [0x0A]
        let noise = Array("1:stray\n=7 exit=9 \n\n=\nxyz\n".utf8)

        let all = noise + other + cut + Self.answer.frame(id: "7")

        #expect(read(all, id: "7", step: 3) == Self.answer)
    }

    @Test func `holds any bytes`() {
        let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
        let answer = PipeAnswer(status: 255, output: bytes, errors: bytes.reversed())

        #expect(read(answer.frame(id: "x"), id: "x", step: 65_536) == answer)
    }
}
