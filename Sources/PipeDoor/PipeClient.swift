// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JSONLines
public import JukeboxModel
internal import LinuxSystem

/// Asks a pipe server, with a limit on the wait.
public struct PipeClient: Sendable {
    private let folder: PipeFolder

    /// Names the server's folder.
    public init(_ folder: PipeFolder) { self.folder = folder }

    /// The reason why there is no answer.
    public enum Failure: Error, Equatable, Sendable {
        /// No server has the pipe open.
        case closed(String)
        /// The pipe is full.
        case busy
        /// The time is up.
        case late
        /// The request cannot be put into the folder.
        case failed(String)
        /// A request that wants no answer does not fit into a line.
        case tooLong

        /// The exit status of a command: 69, 75, 124, 73 or 64.
        public var status: Int32 {
            switch self {
            case .closed: 69
            case .busy: 75
            case .late: 124
            case .failed: 73
            case .tooLong: 64
            }
        }

        /// The reason in words.
        public var text: String {
            switch self {
            case .closed(let why): "the door is closed: \(why)"
            case .busy: "the door is busy: its pipe is full"
            case .late: "no answer came in time"
            case .failed(let why): why
            case .tooLong:
                "a request without an answer must be one line of at most "
                    + "\(PipeRequest.longestLine) bytes; ask for an answer instead"
            }
        }
    }

    /// Writes a request that wants no answer; waits only for room in the pipe.
    ///
    /// - Throws: `tooLong` if it does not fit into a line.
    public func send(
        _ content: [UInt8], within span: MonotonicTime.Span = PipeRequest.usualDeadline
    ) throws(Failure) {
        var request = PipeRequest("")
        request.content = content
        let door = try open()
        guard let line = request.line else { throw .tooLong }
        try write(line, door.number, until: Clock.monotonic + span)
    }

    /// Writes a request, and waits for its answer.
    public func ask(
        _ content: [UInt8], within span: MonotonicTime.Span = PipeRequest.usualDeadline
    ) throws(Failure) -> PipeAnswer {
        let end = Clock.monotonic + span
        let door = try open()
        let id = Self.randomName()
        var request = PipeRequest(id: id, reply: "r." + id, "")
        request.content = content
        request.deadline = span
        let path = folder.drop + "/r." + id
        let reply = try replyPipe(path)
        defer { unlink(path) }
        var file: String?
        defer { if let file { unlink(file) } }
        if request.line == nil {
            request.file = "f." + id
            request.content = []
            file = folder.drop + "/f." + id
            try write(content, toNewFile: folder.drop + "/f." + id)
        }
        guard let line = request.line else { throw .tooLong }
        try write(line, door.number, until: end)
        return try answer(id, reply.number, door.number, until: end)
    }

    /// A name that others cannot guess: 128 random bits.
    private static func randomName() -> String {
        var dice = SystemRandomNumberGenerator()
        return (0..<2).map { _ in
            String(UInt64.random(in: 0...UInt64.max, using: &dice), radix: 36)
        }.joined()
    }

    private func open() throws(Failure) -> Descriptor {
        do throws(SystemError) {
            if let door = try NamedPipe.open(folder.orders, O_WRONLY) { return door }
        } catch {
            throw Failure.closed(error.description)
        }
        throw .closed("no server reads “\(folder.orders)”")
    }

    private func replyPipe(_ path: String) throws(Failure) -> Descriptor {
        // Fails if the name is taken. The group's bits let the server in: through the folder's
        // default access list, or as a member of the group if there is no list.
        guard mkfifo(path, 0o660) == 0, chmod(path, 0o660) == 0 else {
            throw .failed(SystemError("mkfifo", path, code: errno).description)
        }
        do throws(SystemError) {
            // Both ends, so that the server finds a reader and we meet no end of file.
            if let pipe = try NamedPipe.open(path, O_RDWR) { return pipe }
        } catch {
            throw Failure.failed(error.description)
        }
        throw .failed("“\(path)” cannot be opened")
    }

    private func write(_ content: [UInt8], toNewFile path: String) throws(Failure) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = Glibc.open(path, flags, 0o640)
        guard number >= 0 else {
            throw .failed(SystemError("open", path, code: errno).description)
        }
        let file = Descriptor(owning: number)
        fchmod(number, 0o640)
        var rest = content[...]
        while !rest.isEmpty {
            guard let count = writeBytes(file.number, rest) else {
                throw .failed(SystemError("write", path, code: errno).description)
            }
            rest = rest.dropFirst(count)
        }
    }

    private func write(
        _ line: [UInt8], _ door: CInt, until end: MonotonicTime
    ) throws(Failure) {
        // The kernel takes all of the line or nothing: it has at most PIPE_BUF bytes.
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
            // The request pipe reports when its last reader leaves.
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
