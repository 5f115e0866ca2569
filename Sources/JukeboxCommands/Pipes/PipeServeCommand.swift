// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import PipeDoor
internal import Processors

extension CommandSpec {
    private static let parallel = OptionSpec(
        "parallel", value: "N", help: "How many run at once, 1 to 1000; 4.")
    private static let timeout = OptionSpec(
        "timeout", value: "SECONDS", help: "How long each may take, up to 86400; 60.")

    static let pipeServe = CommandSpec(
        "serve", summary: "Offer a command to the clients of a folder of pipes.",
        details: """
            Each request is a text for the command’s stdin; its stdout, stderr and exit status come \
            back. Each runs in its own process group, which is killed at the timeout. Clients take \
            turns. The owner of a reply pipe is the client; give each container its own user.
            """,
        arguments: [
            ArgumentSpec(
                "DIR", help: "The folder; created if it is missing.", completion: .folders),
            ArgumentSpec("COMMAND", .any, help: "After --: the command and its arguments."),
        ],
        options: [parallel, timeout],
        examples: [Example("pipe serve /pipes --parallel 4 --timeout 5 -- aspell -a", "a speller")]
    ) { session in
        try serve(session.line)
    }

    private static func serve(_ line: ParsedLine) throws {
        let texts = try line.texts()
        guard let folder = texts.first, texts.count > 1 else {
            throw line.usage("say what to run: jukebox pipe serve DIR -- COMMAND")
        }
        let command = Array(texts.dropFirst())
        let parallel = try line.number(parallel, in: 1...1000) ?? 4
        let timeout = try line.seconds(timeout, in: 0...86_400) ?? 60
        guard timeout > 0 else { throw line.usage("--timeout takes more than 0 seconds") }
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
