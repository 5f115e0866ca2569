// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import JukeboxModel
import LinuxSystem
import PipeDoor
import Processors

struct PipeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipe",
        abstract: "Speak through named pipes, between containers that share nothing but a folder.",
        discussion: """
              jukebox pipe send play title=Yesterday to=kitchen
              jukebox pipe ask status
              jukebox pipe serve /pipes --parallel 4 -- aspell -a
              jukebox pipe ask --dir /pipes --input text.txt

            Exit status of ask: the answer's own (65 refused or ended otherwise, 66 only partly
            heard …); 69 the door is closed, 75 it is busy, 124 time is up.
            """,
        subcommands: [Send.self, Ask.self, Serve.self])

    /// Where the pipes are.
    struct Place: ParsableArguments {
        @Option(help: "The folder of the pipes; else $JUKEBOX_PIPES, else /run/jukebox-pipes.")
        var dir: String?

        var folder: PipeFolder {
            let named = dir ?? getenv("JUKEBOX_PIPES").map { String(cString: $0) }
            return PipeFolder(path: named ?? "/run/jukebox-pipes")
        }

        @Option(help: "How many seconds it may take.")
        var deadline = 10.0

        func span() throws -> MonotonicTime.Span {
            guard deadline > 0, deadline <= PipeRequest.longestDeadline else {
                throw Failure(status: 64, text: "“--deadline” must be seconds, at most a day")
            }
            return .init(nanoseconds: Int64(deadline * 1e9))
        }

        @Option(help: "The file that holds the request; - is the standard input.")
        var input: String?

        @Argument(parsing: .captureForPassthrough, help: "The request, in words.")
        var words: [String] = []

        /// Speaks with the server; what goes wrong becomes the command's failure.
        func speak<Answer>(
            _ act: (PipeClient) throws(PipeClient.Failure) -> Answer
        ) throws -> Answer {
            signal(SIGPIPE, SIG_IGN)
            do throws(PipeClient.Failure) {
                return try act(PipeClient(folder))
            } catch {
                throw Failure(status: error.status, text: error.text)
            }
        }

        func request() throws -> [UInt8] {
            guard let input else {
                guard !words.isEmpty else {
                    throw Failure(status: 64, text: "say what to ask: status, or --input FILE")
                }
                let plain = words.first == "--" ? words.dropFirst() : words[...]
                return Array(plainMinus(plain.joined(separator: " ")).utf8)
            }
            let limit = PipeServer.largestFile
            let read =
                input == "-"
                ? FileContents.read(0, atMost: limit) : FileContents.read(input, atMost: limit)
            guard let bytes = read else {
                throw Failure(
                    status: 64,
                    text: "“\(input)” cannot be read, or has more than \(limit >> 20) MiB")
            }
            return bytes
        }
    }

    struct Send: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave a request, and wait for no answer.")
        @OptionGroup var place: Place

        func act() throws {
            let request = try place.request()
            let span = try place.span()
            try place.speak { client throws(PipeClient.Failure) in
                try client.send(request, within: span)
            }
        }
    }

    struct Ask: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Leave a request, wait for the answer, and end as it says.")
        @OptionGroup var place: Place

        func act() throws {
            let request = try place.request()
            let span = try place.span()
            let answer = try place.speak { client throws(PipeClient.Failure) in
                try client.ask(request, within: span)
            }
            writeAll(1, answer.output)
            writeAll(2, answer.errors)
            if answer.status != 0 { throw ExitCode(answer.status) }
        }
    }

    struct Serve: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer a command to whoever can write into a folder's pipe.",
            discussion: """
                  jukebox pipe serve /pipes --parallel 4 --timeout 5 -- aspell -a

                Each request is a text for the command's standard input; what it says, what it
                complains of and its exit status come back. Each runs in a process group of its own,
                which is killed when its time is up.
                """)
        @Argument(help: "The folder; made when it is not there.")
        var folder: String
        @Option(help: "How many run at once.")
        var parallel = 4
        @Option(help: "How many seconds each may take.")
        var timeout = 60.0
        @Argument(parsing: .postTerminator, help: "The command and its arguments.")
        var command: [String]

        func act() throws {
            guard !command.isEmpty else {
                throw Failure(
                    status: 64, text: "say what to run: jukebox pipe serve DIR -- COMMAND")
            }
            guard (1...1000).contains(parallel), timeout > 0, timeout <= 86_400 else {
                throw Failure(
                    status: 64, text: "--parallel is 1 to 1000, --timeout seconds up to a day"
                )
            }
            let pool = try ProcessorPool(
                PipeFolder(path: folder), command: command, parallel: parallel,
                timeoutMilliseconds: Int64(timeout * 1000))
            let signals = try Descriptor.signals([SIGTERM, SIGINT])
            let number = signals.number
            try NamedThread.start("signals") {
                var watched = [Watched(number)]
                poll(&watched, until: nil)
                pool.stop()
            }
            let doing = command.joined(separator: " ")
            do {
                try pool.run(
                    opened: { complain("“\(doing)” serves \(folder), \(parallel) at once") },
                    complain: { complain($0) })
            } catch {
                throw Failure(status: 73, text: "\(error)")
            }
            _ = consume signals
        }
    }
}

private func writeAll(_ number: CInt, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, let count = writeBytes(number, rest) { rest = rest.dropFirst(count) }
}
