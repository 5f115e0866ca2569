// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JSONLines
public import JukeboxModel
internal import LinuxSystem

/// Asks a pipe server, and never waits longer than it was told to.
public struct PipeClient: Sendable {
    private let folder: PipeFolder

    /// Names the server's folder.
    public init(_ folder: PipeFolder) { self.folder = folder }

    /// Why there is no answer.
    public enum Failure: Error, Equatable, Sendable {
        /// Nobody serves there, or no more.
        case closed(String)
        /// The server takes no requests now: the pipe is full.
        case busy
        /// The time is up.
        case late
        /// The request cannot be put into the folder.
        case failed(String)

        /// What a command ends with: 69, 75, 124 or 73.
        public var status: Int32 {
            switch self {
            case .closed: 69
            case .busy: 75
            case .late: 124
            case .failed: 73
            }
        }

        /// In words.
        public var text: String {
            switch self {
            case .closed(let why): "the door is closed: \(why)"
            case .busy: "the door is busy: its pipe is full"
            case .late: "no answer came in time"
            case .failed(let why): why
            }
        }
    }

    /// Leaves a request, and waits for nothing but room in the pipe.
    public func send(
        _ content: [UInt8], within span: MonotonicTime.Span = PipeRequest.usualDeadline
    ) throws(Failure) {
        var request = PipeRequest("")
        request.content = content
        let door = try open()
        let end = Clock.monotonic + span
        try write(try line(of: request), door.number, until: end)
    }

    /// Leaves a request, and waits for its answer.
    public func ask(
        _ content: [UInt8], within span: MonotonicTime.Span = PipeRequest.usualDeadline
    ) throws(Failure) -> PipeAnswer {
        let end = Clock.monotonic + span
        let door = try open()
        var dice = SystemRandomNumberGenerator()
        let id = String(UInt64.random(in: 0...UInt64.max, using: &dice), radix: 36)
        var request = PipeRequest(id: id, reply: "r." + id, "")
        request.content = content
        request.deadline = span
        let path = folder.drop + "/r." + id
        defer { unlink(path) }
        let reply = try replyPipe(path)
        try write(try line(of: request), door.number, until: end)
        return try answer(id, reply.number, door.number, until: end)
    }

    private func open() throws(Failure) -> Descriptor {
        do throws(SystemError) {
            if let door = try NamedPipe.open(folder.orders, O_WRONLY) { return door }
        } catch {
            throw Failure.closed(error.description)
        }
        throw .closed("nobody reads “\(folder.orders)”")
    }

    private func replyPipe(_ path: String) throws(Failure) -> Descriptor {
        do throws(SystemError) {
            // Whoever answers may be another user; the folder's group is both of ours.
            try NamedPipe.make(path, mode: 0o660)
            // Both ends, so that the server finds a reader and we meet no end of file.
            if let pipe = try NamedPipe.open(path, O_RDWR) { return pipe }
        } catch {
            throw Failure.failed(error.description)
        }
        throw .failed("“\(path)” cannot be opened")
    }

    /// The request's line; what does not fit into one goes into a file.
    private func line(of request: PipeRequest) throws(Failure) -> [UInt8] {
        if let line = request.line { return line }
        var dice = SystemRandomNumberGenerator()
        let name = "f." + String(UInt64.random(in: 0...UInt64.max, using: &dice), radix: 36)
        let path = folder.drop + "/" + name
        var short = request
        short.file = name
        short.content = []
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = Glibc.open(path, flags, 0o660)
        guard number >= 0 else {
            throw .failed(SystemError("open", path, code: errno).description)
        }
        let file = Descriptor(owning: number)
        fchmod(number, 0o660)
        var rest = request.content[...]
        while !rest.isEmpty {
            guard let count = writeBytes(file.number, rest) else {
                unlink(path)
                throw .failed(SystemError("write", path, code: errno).description)
            }
            rest = rest.dropFirst(count)
        }
        guard let line = short.line else { throw .failed("the request is too long") }
        return line
    }

    private func write(
        _ line: [UInt8], _ door: CInt, until end: MonotonicTime
    ) throws(Failure) {
        // A line is written in whole or not at all: it is no longer than PIPE_BUF.
        while true {
            switch writeBytes(door, line[...]) {
            case line.count: return
            case nil: throw .closed("its server has left")
            default: break
            }
            guard Clock.monotonic < end else { throw .busy }
            var watched = [Watched(door, reading: false, writing: true)]
            poll(&watched, until: end)
        }
    }

    private func answer(
        _ id: String, _ reply: CInt, _ door: CInt, until end: MonotonicTime
    ) throws(Failure) -> PipeAnswer {
        var reader = PipeAnswerReader(id: id)
        while true {
            // The door itself tells when its last reader leaves.
            var watched = [Watched(reply), Watched(door, events: 0)]
            poll(&watched, until: end)
            var bytes: [UInt8] = []
            if case .bytes = readBytes(reply, into: &bytes, limit: 65_536) {
                if let answer = reader.feed(bytes) { return answer }
                continue
            }
            if watched[1].isReadable { throw .closed("its server has left") }
            guard Clock.monotonic < end else { throw .late }
        }
    }
}
