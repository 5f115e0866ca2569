// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc

// Answers are lines, so that a shell can read them, and end with a status.
//
//     #7                              the answer to the request with the id 7 begins
//     1:Yesterday will play.          a line for stdout
//     1.half a line                   the same, without a line end
//     2:it is late                    a line for stderr
//     =7 exit=0 ticket=12 outcome=queued

/// The answer to a request.
public struct PipeAnswer: Equatable, Sendable {
    /// The exit status of a command: 0 done, 64 wrong usage, 65 refused or ended otherwise, 66 only
    /// partly heard, 69 no jukebox, 75 full, 124 time is up.
    public var status: Int32
    /// The bytes for stdout.
    public var output: [UInt8]
    /// The bytes for stderr.
    public var errors: [UInt8]
    /// The order's ticket; nil if there is none.
    public var ticket: UInt64?
    /// The order's outcome so far, as a word.
    public var outcome: String?

    /// Makes an answer.
    public init(
        status: Int32, output: [UInt8] = [], errors: [UInt8] = [], ticket: UInt64? = nil,
        outcome: String? = nil
    ) {
        self.status = status
        self.output = output
        self.errors = errors
        self.ticket = ticket
        self.outcome = outcome
    }

    /// Makes an answer that says why the request was not carried out.
    public static func failure(_ status: Int32, _ why: String) -> PipeAnswer {
        PipeAnswer(status: status, errors: Array((why + "\n").utf8))
    }

    /// The answer as it goes into the pipe.
    public func frame(id: String?) -> [UInt8] {
        var bytes = Array("#\(id ?? "-")\n".utf8)
        bytes.reserveCapacity(output.count + errors.count + 256)
        Self.add(output, to: &bytes, UInt8(ascii: "1"))
        Self.add(errors, to: &bytes, UInt8(ascii: "2"))
        var last = "=\(id ?? "-") exit=\(status)"
        if let ticket { last += " ticket=\(ticket)" }
        if let outcome { last += " outcome=\(outcome)" }
        return bytes + Array((last + "\n").utf8)
    }

    private static func add(_ text: [UInt8], to bytes: inout [UInt8], _ stream: UInt8) {
        var start = 0
        while start < text.count {
            let end = LineEnds.next(in: text, from: start)
            bytes.append(stream)
            bytes.append(UInt8(ascii: end == nil ? "." : ":"))
            bytes += text[start..<(end ?? text.count)]
            bytes.append(0x0A)
            start = (end ?? text.count) + 1
        }
    }
}

/// Puts an answer together from the bytes of a pipe, and skips other answers.
public struct PipeAnswerReader: Sendable {
    private let id: String?
    private var line: [UInt8] = []
    private var isOurs: Bool
    private var answer = PipeAnswer(status: 0)

    /// The most that an answer may hold, in bytes.
    public static let limit = 64 << 20

    /// Reads the answer to the request with this id; nil takes the first answer.
    public init(id: String?) {
        self.id = id
        isOurs = false
    }

    /// Takes more bytes.
    ///
    /// - Returns: the answer, once its last line is there; nil for one that is cut off.
    public mutating func feed(_ bytes: [UInt8]) -> PipeAnswer? {
        var start = 0
        while let end = LineEnds.next(in: bytes, from: start) {
            line += bytes[start..<end]
            start = end + 1
            if take(line) { return answer }
            line.removeAll(keepingCapacity: true)
        }
        if line.count + bytes.count - start <= Self.limit { line += bytes[start...] }
        return nil
    }

    private mutating func take(_ line: [UInt8]) -> Bool {
        guard let kind = line.first else { return false }
        if kind == UInt8(ascii: "#") {
            isOurs = id == nil || Array(line.dropFirst()) == Array((id ?? "").utf8)
            answer = PipeAnswer(status: 0)
            return false
        }
        guard isOurs else { return false }
        switch (kind, line.dropFirst().first) {
        case (UInt8(ascii: "1"), let end?): add(line, end, to: \.output)
        case (UInt8(ascii: "2"), let end?): add(line, end, to: \.errors)
        case (UInt8(ascii: "="), _): return finish(String(decoding: line, as: UTF8.self))
        default: break
        }
        return false
    }

    private mutating func add(
        _ line: [UInt8], _ end: UInt8, to stream: WritableKeyPath<PipeAnswer, [UInt8]>
    ) {
        guard answer.output.count + answer.errors.count + line.count <= Self.limit else { return }
        answer[keyPath: stream] += line.dropFirst(2)
        if end == UInt8(ascii: ":") { answer[keyPath: stream].append(0x0A) }
    }

    private mutating func finish(_ line: String) -> Bool {
        var status: Int32?
        for word in line.split(separator: " ").dropFirst() {
            let sides = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard sides.count == 2 else { continue }
            switch sides[0] {
            case "exit": status = Int32(sides[1])
            case "ticket": answer.ticket = UInt64(sides[1])
            case "outcome": answer.outcome = sides[1]
            default: break
            }
        }
        guard let status else { return false }
        answer.status = status
        return true
    }
}

/// Finds line ends fast, in debug builds too.
private enum LineEnds {
    /// The index of the next one; nil if there is none.
    ///
    /// The C function is `memchr`.
    static func next(in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBytes { all in
            guard start < all.count, let base = all.baseAddress,
                let found = memchr(base + start, 0x0A, all.count - start)
            else { return nil }
            return found - UnsafeMutableRawPointer(mutating: base)
        }
    }
}
