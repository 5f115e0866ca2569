// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import JSONLines
public import JukeboxModel
internal import LinuxSystem

/// Asks the daemon and waits for its answer; blocks, so not for an event loop.
public enum Asker {
    /// Asks one question and blocks until the answer is complete, or the time is up.
    ///
    /// An answer with an `error` is a success here, except `busy`.
    public static func ask(
        _ question: Question, in directory: String, within span: MonotonicTime.Span
    ) -> Result<JSON, AskFailure> {
        do throws(AskFailure) {
            let until = Clock.monotonic + span
            let socket = try connect(directory + "/ask", within: span)
            try send(Array((question.json.line + "\n").utf8), to: socket.number)
            let answer = try read(socket.number, until: until)
            return AskRefusal(answer)?.code == "busy" ? .failure(.busy) : .success(answer)
        } catch {
            return .failure(error)
        }
    }

    private static func connect(
        _ path: String, within span: MonotonicTime.Span
    ) throws(AskFailure) -> Descriptor {
        do throws(SystemError) {
            return try UnixSocket.connect(path, within: span)
        } catch {
            throw error.code == EAGAIN ? .timedOut : .notRunning
        }
    }

    private static func send(_ bytes: [UInt8], to socket: CInt) throws(AskFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            do throws(SystemError) {
                rest = rest.dropFirst(try UnixSocket.send(rest, to: socket))
            } catch {
                if error.code == EAGAIN { throw .timedOut }
                return  // the other end has closed; its last line may say why
            }
        }
    }

    private static func read(_ socket: CInt, until: MonotonicTime) throws(AskFailure) -> JSON {
        var splitter = LineSplitter(limit: 64 << 20)
        while true {
            var watched = [Watched(socket)]
            poll(&watched, until: until)
            guard watched[0].isReadable else {
                if Clock.monotonic >= until { throw .timedOut }
                continue
            }
            var bytes: [UInt8] = []
            switch readBytes(socket, into: &bytes, limit: 65_536) {
            case .bytes: break
            case .later: continue
            case .end, .failed: throw .lost
            }
            guard let line = splitter.feed(bytes).first else { continue }
            guard let answer = JSON(parsing: line) else { throw .lost }
            return answer
        }
    }
}
