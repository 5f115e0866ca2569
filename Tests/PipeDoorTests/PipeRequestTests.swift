// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import PipeDoor
import Testing

@Suite struct `A request through a pipe` {
    private func read(_ line: String) -> PipeRequest? { try? PipeRequest(line: Array(line.utf8)) }

    private func fault(_ line: String) -> String? {
        do {
            _ = try PipeRequest(line: Array(line.utf8))
            return nil
        } catch { return error.text }
    }

    @Test func `may be plain words, after what it says about itself`() {
        #expect(
            read("play title=Yesterday to=kitchen")
                == PipeRequest("play title=Yesterday to=kitchen"))
        #expect(
            read("id=7 reply=r.7 play let it be")
                == PipeRequest(id: "7", reply: "r.7", "play let it be"))
        #expect(read("reply=r file=f") == PipeRequest(reply: "r", file: "f", ""))
        #expect(read("  id=7   status \r") == PipeRequest(id: "7", "status "))
        #expect(read("-- status\r") == PipeRequest("status\r"))
        #expect(read("deadline=0.5 x")?.deadline == .milliseconds(500))
    }

    @Test func `may be JSON`() {
        #expect(
            read(#"{"id":7,"reply":"r.7","deadline_s":5,"title":"荒城の月"}"#)?.content
                == Array(#"{"title":"荒城の月"}"#.utf8))
        #expect(read(#"{"id":7,"title":"x"}"#)?.id == "7")
        #expect(read(#"{"reply":"r","input":"a\nb"}"#) == PipeRequest(reply: "r", "a\nb"))
        #expect(fault("{\"id\":")?.contains("JSON") == true)
    }

    @Test func `keeps any text apart from its settings by two dashes`() {
        #expect(read("reply=r -- id=3 is text") == PipeRequest(reply: "r", "id=3 is text"))
        #expect(read("-- ") == PipeRequest("") && read("--") == PipeRequest(""))
        #expect(read("--x") == PipeRequest("--x"))
    }

    @Test(
        arguments: [
            "reply=../orders", "reply=/etc/passwd", "reply=.hidden", "file=a/b", "file=..", "id=",
            "id=" + String(repeating: "x", count: 65), "deadline=0", "deadline=-1", "deadline=nan",
            "deadline=1e9", "reply=a\u{e9}", "id=1 id=2 x", "reply=a reply=b x",
            #"{"reply":"../x"}"#, #"{"reply":{}}"#,
        ])
    func `cannot name what is not in its folder, or ask for ever`(line: String) {
        #expect(fault(line) != nil)
    }

    @Test func `that is wrong still says where to complain`() {
        do {
            _ = try PipeRequest(line: Array("id=7 reply=r.7 deadline=soon play".utf8))
            Issue.record("it was taken")
        } catch {
            #expect(error.request.id == "7" && error.request.reply == "r.7")
        }
    }

    @Test func `comes through as it was sent, or not in one line at all`() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let pieces = [
                "id=3", " ", "-- ", "--", "{", "}", "=", "x", "reply=r", "é", "\r", "\u{0}", "\"",
            ]
            let count = Int.random(in: 0...6, using: &random)
            let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            var request = PipeRequest(id: "1", reply: "r", text)
            if Bool.random(using: &random) { request.deadline = .milliseconds(1500) }
            let line = try #require(request.line)
            #expect(line.first == 0x0A && line.last == 0x0A)

            let back = try PipeRequest(line: Array(line.dropFirst().dropLast()))

            #expect(back.id == "1" && back.reply == "r" && back.deadline == request.deadline)
            #expect(back.content == request.content, "\(text)")
        }
        #expect(PipeRequest("a\nb").line == nil)
        #expect(PipeRequest(String(repeating: "x", count: 4095)).line == nil)
        #expect(PipeRequest(String(repeating: "x", count: 4094)).line?.count == 4096)
    }

    @Test func `that lies in a file needs a reply pipe, and holds nothing else`() {
        #expect(read("reply=r file=f")?.file == "f")
        #expect(read(#"{"reply":"r","file":"f"}"#) == PipeRequest(reply: "r", file: "f", ""))
        #expect(fault("file=f")?.contains("“file” needs “reply”") == true)
        #expect(fault("id=1 file=f")?.contains("“file” needs “reply”") == true)
        #expect(fault("reply=r file=f play x")?.contains("nothing else") == true)
        #expect(fault(#"{"reply":"r","file":"f","title":"x"}"#)?.contains("nothing else") == true)
    }

    @Test(arguments: [
        #"{"input":7}"#, #"{"input":"a","input":"b"}"#, #"{"input":"a","title":"x"}"#,
        #"{"id":"1","id":"2","title":"x"}"#,
    ])
    func `in JSON that says two things, or none, is refused`(line: String) {
        #expect(fault(line) != nil)
    }
}
