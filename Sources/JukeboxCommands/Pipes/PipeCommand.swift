// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Glibc
internal import JukeboxModel
internal import LinuxSystem
internal import PipeDoor
internal import Processors

extension CommandSpec {
    static let pipe = CommandSpec(
        "pipe",
        summary: "Talk through named pipes, between containers that share only a folder.",
        examples: [
            Example("pipe send play title=Yesterday to=kitchen", "no answer"),
            Example("pipe ask status", "an answer"),
            Example("pipe serve /pipes --parallel 4 -- aspell -a", "offer a command"),
        ],
        subcommands: [pipeSend, pipeAsk, pipeServe], run: nil)

    private static let pipeSend = CommandSpec(
        "send", summary: "Write a request that wants no answer.",
        details: """
            Ends at once: 0 if the request is in the pipe, 64 if it does not fit into a line, 69 if \
            no server has the pipe open, 75 if the pipe is full until the deadline.
            """,
        arguments: [PipeWords.argument], options: PipeWords.options,
        examples: [Example("pipe send play title=Yesterday to=kitchen", "an order")],
        passesWordsThrough: true
    ) { session in
        let words = PipeWords(session: session)
        let request = try words.request()
        let span = try words.span()
        try words.speak { client throws(PipeClient.Failure) in
            try client.send(request, within: span)
        }
    }

    private static let pipeAsk = CommandSpec(
        "ask", summary: "Write a request, print its answer, and end with its exit status.",
        details: """
            Options stand before the request. A request after -- may begin with a dash.

            Exit status: that of the answer (0 done, 64 not understood, 65 refused or ended \
            otherwise, 66 only partly heard, 69 no jukebox, 75 full, 124 the time is up); or 64 \
            wrong usage, 69 no server has the pipe open, 73 the folder cannot be written, 75 the \
            pipe is full, 124 the time is up.
            """,
        arguments: [PipeWords.argument], options: PipeWords.options,
        examples: [
            Example("pipe ask help", "lists all requests"),
            Example("pipe ask volume 40 living room", "a command"),
            Example("pipe ask --deadline 600 play title=Yesterday wait=finished", "wait for it"),
            Example("pipe ask --dir /pipes --input text.txt", "a file as the request"),
        ],
        passesWordsThrough: true
    ) { session in
        let words = PipeWords(session: session)
        let request = try words.request()
        let span = try words.span()
        let answer = try words.speak { client throws(PipeClient.Failure) in
            try client.ask(request, within: span)
        }
        writeAll(1, answer.output)
        writeAll(2, answer.errors)
        if answer.status != 0 { throw Failure.silent(answer.status) }
    }
}

private func writeAll(_ number: CInt, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty, let count = writeBytes(number, rest) { rest = rest.dropFirst(count) }
}
