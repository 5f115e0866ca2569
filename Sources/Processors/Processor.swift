// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import PipeDoor

/// Runs a command on one text, in a process group of its own, until it ends or its time is up.
struct Processor {
    let command: [String]
    /// A descriptor that becomes readable when the pool ends.
    let stopping: CInt

    /// The most bytes that a command may write to either stream; beyond it, the first MiB is kept.
    static let largestAnswer = 16 << 20

    /// Runs the command.
    ///
    /// - Returns: its stdout, stderr and exit status: 126 or 127 if it could not be started, 128 plus
    ///   the signal that killed it, 124 if its time was up.
    func run(on input: [UInt8], until end: MonotonicTime) -> PipeAnswer {
        let program = command.first ?? ""
        do throws(SystemError) {
            let child = try Child(program, Array(command.dropFirst()), leading: true)
            return converse(child, input, until: end)
        } catch {
            return .failure(error.code == EACCES ? 126 : 127, "\(program): \(error.meaning)")
        }
    }

    private func converse(
        _ started: consuming Child, _ input: [UInt8], until end: MonotonicTime
    ) -> PipeAnswer {
        var child = started
        var answer = PipeAnswer(status: 0)
        var rest = input[...]
        var (outputIsOpen, errorsAreOpen) = (true, true)
        var ended: ExitStatus?
        if rest.isEmpty { child.closeInput() }
        while outputIsOpen || errorsAreOpen || ended == nil {
            var watched = [
                Watched(outputIsOpen ? child.output.number : -1),
                Watched(errorsAreOpen ? child.errors.number : -1),
                Watched(ended == nil ? child.pidfd : -1), Watched(stopping),
                Watched(child.input, reading: false, writing: true),
            ]
            // After its end, only the bytes already in the pipes count: a process that has left
            // its group may keep them open.
            poll(&watched, until: ended == nil ? end : Clock.monotonic)
            if ended != nil, !watched[0].isReadable, !watched[1].isReadable { break }
            if watched[3].isReadable { return cut(&child, &answer, "the server ends") }
            if watched[4].came != 0 { feed(&child, &rest) }
            if watched[0].isReadable {
                outputIsOpen = Self.read(child.output.number, into: &answer.output)
            }
            if watched[1].isReadable {
                errorsAreOpen = Self.read(child.errors.number, into: &answer.errors)
            }
            if Self.isTooLong(&answer) {
                return cut(&child, &answer, "it wrote more than \(Self.largestAnswer >> 20) MiB")
            }
            if watched[2].isReadable, ended == nil {
                child.killGroup()  // the processes that it leaves
                ended = child.reap()
            }
            if Clock.monotonic >= end { return cut(&child, &answer, "the time is up", 124) }
        }
        answer.status = Self.status(of: ended)
        return answer
    }

    /// The exit status as a shell reports it; 70 if the kernel did not say how the command ended.
    private static func status(of ended: ExitStatus?) -> Int32 {
        switch ended {
        case .exited(let status)?: status
        case .signalled(let signal)?: 128 + signal
        case .unknown?, nil: 70
        }
    }

    /// Shortens an answer of more than `largestAnswer` bytes on a stream.
    private static func isTooLong(_ answer: inout PipeAnswer) -> Bool {
        guard max(answer.output.count, answer.errors.count) > largestAnswer else { return false }
        answer.output.removeSubrange(min(answer.output.count, 1 << 20)...)
        answer.errors.removeSubrange(min(answer.errors.count, 1 << 20)...)
        return true
    }

    private func feed(_ child: inout Child, _ rest: inout ArraySlice<UInt8>) {
        guard let count = writeBytes(child.input, rest) else {
            child.closeInput()  // it need not read its input
            return
        }
        rest = rest.dropFirst(count)
        if rest.isEmpty { child.closeInput() }
    }

    /// Reads the bytes that are there; false at the end.
    private static func read(_ end: CInt, into bytes: inout [UInt8]) -> Bool {
        switch readBytes(end, into: &bytes, limit: 65_536) {
        case .bytes, .later: true
        case .end, .failed: false
        }
    }

    private func cut(
        _ child: inout Child, _ answer: inout PipeAnswer, _ why: String, _ status: Int32 = 137
    ) -> PipeAnswer {
        if !child.hasEnded {
            child.killGroup()
            // Not for long: a process that cannot be killed is collected when it ends.
            var watched = [Watched(child.pidfd)]
            poll(&watched, until: Clock.monotonic + .seconds(1))
            _ = child.reap()
        }
        answer.status = status
        let isLineBegun = answer.errors.last.map { $0 != 0x0A } ?? false
        answer.errors += Array("\(isLineBegun ? "\n" : "")\(command[0]): killed: \(why)\n".utf8)
        return answer
    }
}
