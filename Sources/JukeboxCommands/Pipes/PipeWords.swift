// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import PipeDoor

/// The options and the request of `pipe send` and `pipe ask`.
struct PipeWords {
    static let dir = OptionSpec(
        "dir", value: "DIR",
        help: "The folder of the pipes; otherwise $JUKEBOX_PIPES, then /run/jukebox-pipes.",
        completion: .folders)
    static let deadline = OptionSpec(
        "deadline", value: "SECONDS",
        help: "The longest time, up to 86400; otherwise $DEADLINE, then 10.")
    static let input = OptionSpec(
        "input", value: "FILE", help: "The file that has the request; - is stdin.",
        completion: .files)
    static let options = [dir, deadline, input]
    static let argument = ArgumentSpec("WORD", .any, help: "The request, in words.")

    let session: Session
    private var line: ParsedLine { session.line }

    func folder() throws -> PipeFolder {
        let named = try line.text(Self.dir) ?? getenv("JUKEBOX_PIPES").map { String(cString: $0) }
        return PipeFolder(path: named ?? "/run/jukebox-pipes")
    }

    func span() throws -> MonotonicTime.Span {
        let text =
            try line.text(Self.deadline) ?? getenv("DEADLINE").map { String(cString: $0) } ?? "10"
        guard let seconds = Double(text), seconds > 0, seconds <= PipeRequest.longestDeadline
        else {
            throw line.usage(
                "the deadline is “\(text)”; it must be a number of seconds, more than 0 and at "
                    + "most 86400")
        }
        return .init(nanoseconds: Int64(seconds * 1e9))
    }

    func request() throws -> [UInt8] {
        guard let input = line.word(Self.input) else {
            guard !line.words.isEmpty else {
                throw line.usage("say what to ask: status, or --input FILE")
            }
            return Array(try plain(line.words).map(\.bytes).joined(separator: [0x20]))
        }
        guard line.words.isEmpty else {
            throw line.usage("give the request in words or in --input, not both")
        }
        let limit = PipeServer.largestFile
        let read =
            input.text == "-"
            ? FileContents.read(0, atMost: limit) : FileContents.read(input.text, atMost: limit)
        guard let bytes = read else {
            throw Failure.usage(
                "“\(input.text)” cannot be read, or has more than \(limit >> 20) MiB")
        }
        return bytes
    }

    /// The words without a leading `--`; options among them are refused unless it is there.
    private func plain(_ words: [Word]) throws -> ArraySlice<Word> {
        if words.first?.text == "--" { return words.dropFirst() }
        let names = (Self.options.map { "--\($0.name)" }) + ["--help", "-h"]
        for word in words where names.contains(String(word.text.prefix { $0 != "=" })) {
            throw line.usage(
                "“\(word.text)” must stand before the request; write -- before a request that has "
                    + "such words")
        }
        return words[...]
    }

    /// Talks to the server, and turns its failures into those of the command.
    func speak<Answer>(
        _ act: (PipeClient) throws(PipeClient.Failure) -> Answer
    ) throws -> Answer {
        signal(SIGPIPE, SIG_IGN)
        let client = PipeClient(try folder())
        do throws(PipeClient.Failure) {
            return try act(client)
        } catch {
            throw Failure(status: error.status, text: error.text)
        }
    }
}
