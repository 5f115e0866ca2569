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

            Exit status of ask: that of the answer (65 refused or ended otherwise, 66 only partly
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

        @Option(
            help: "The longest time in seconds, up to 86400; else $DEADLINE, else 10.")
        var deadline: String?

        func span() throws -> MonotonicTime.Span {
            let text = deadline ?? getenv("DEADLINE").map { String(cString: $0) } ?? "10"
            guard let seconds = Double(text), seconds > 0, seconds <= PipeRequest.longestDeadline
            else {
                throw Failure.usage(
                    "the deadline is “\(text)”; it must be a number of seconds, more than 0 and at "
                        + "most 86400")
            }
            return .init(nanoseconds: Int64(seconds * 1e9))
        }

        @Option(help: "The file that holds the request; - is stdin.")
        var input: String?

        @Argument(parsing: .captureForPassthrough, help: "The request, in words.")
        var words: [String] = []

        /// Shows the help if it is asked for; the words would swallow `--help`.
        func checkWords(of command: any ParsableCommand.Type) throws {
            if let first = words.first, ["--help", "-h"].contains(first) {
                throw CleanExit.helpRequest(command)
            }
            guard let first = words.first, first != "--" else { return }
            let options = ["--help", "-h", "--dir", "--deadline", "--input"]
            for word in words where options.contains(String(word.prefix { $0 != "=" })) {
                throw Failure.usage(
                    "“\(word)” must stand before the request; write -- before a request that holds "
                        + "such words")
            }
            guard first.first != "-" else {
                throw Failure.usage(
                    "“\(first)” is not an option; write -- before a request that begins with a dash"
                )
            }
        }

        /// Talks to the server, and turns its failures into those of the command.
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
                    throw Failure.usage("say what to ask: status, or --input FILE; see --help")
                }
                let plain = words.first == "--" ? words.dropFirst() : words[...]
                return Array(plainMinus(plain.joined(separator: " ")).utf8)
            }
            guard words.isEmpty else {
                throw Failure.usage("give the request in words or in --input, not both")
            }
            let limit = PipeServer.largestFile
            let read =
                input == "-"
                ? FileContents.read(0, atMost: limit) : FileContents.read(input, atMost: limit)
            guard let bytes = read else {
                throw Failure.usage(
                    "“\(input)” cannot be read, or has more than \(limit >> 20) MiB")
            }
            return bytes
        }
    }

    struct Send: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a request that wants no answer.",
            discussion: """
                  jukebox pipe send play title=Yesterday to=kitchen

                Ends at once: 0 if the request is in the pipe, 64 if it does not fit into a line,
                69 if no server has the pipe open, 75 if the pipe is full until the deadline.
                """)
        @OptionGroup var place: Place

        func act() throws {
            try place.checkWords(of: Self.self)
            let request = try place.request()
            let span = try place.span()
            try place.speak { client throws(PipeClient.Failure) in
                try client.send(request, within: span)
            }
        }
    }

    struct Ask: Subcommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a request, print its answer, and end with its exit status.",
            discussion: """
                  jukebox pipe ask help                               lists all requests
                  jukebox pipe ask status
                  jukebox pipe ask play let it be by the beatles
                  jukebox pipe ask volume 40 living room
                  jukebox pipe ask --deadline 600 play title=Yesterday wait=finished
                  jukebox pipe ask --dir /pipes --input text.txt

                Options stand before the request. A request after -- may begin with a dash.

                Environment: JUKEBOX_PIPES is the folder of the pipes, DEADLINE the longest time.

                Exit status: that of the answer (0 done, 64 not understood, 65 refused or ended
                otherwise, 66 only partly heard, 69 no jukebox, 75 full, try again, 124 time is
                up); or 64 wrong usage, 69 no server has the pipe open, 73 the folder cannot be
                written, 75 the pipe is full, 124 time is up.
                """)
        @OptionGroup var place: Place

        func act() throws {
            try place.checkWords(of: Self.self)
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
            abstract: "Offer a command to the clients of a folder of pipes.",
            discussion: """
                  jukebox pipe serve /pipes --parallel 4 --timeout 5 -- aspell -a

                Each request is a text for the command's stdin; its stdout, stderr and exit status
                come back. Each runs in a process group of its own, which is killed when its time is
                up. Clients take turns. The owner of a reply pipe is the client; give each container
                a user of its own.
                """)
        @Argument(help: "The folder; created if it does not exist.")
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
