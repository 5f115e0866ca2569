// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import ArgumentParser
import Glibc
import LinuxSystem

@main
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assistant-console",
        abstract: "Plays the part of an assistant: type sentences, see requests and answers.",
        discussion: """
            Links an account as Google does, then sends each sentence as Google or Dialogflow would.
            “make assistants” starts one with the demo music.

              pause · volume 30 · switch to morning · turn off the kitchen · sync · query
              play canon in the kitchen · キッチンで荒城の月をかけて · what is playing
            """)

    @Option(help: "The gateway.") var url = "http://localhost:6680"
    @Option(help: "The household's password.") var password: String
    @Option(help: "The client secret that “jukebox-gateway link” prints.") var secret: String
    @Option(help: "A token of “jukebox-gateway token new --scope control”, for Dialogflow's door.")
    var token: String?
    @Flag(help: "Show only what the assistant says.") var quiet = false

    func run() async throws {
        let console = AssistantConsole(
            address: url, password: password, secret: secret, token: token)
        do {
            for exchange in try await console.link() { show(exchange) }
            let isTerminal = isatty(0) == 1
            while true {
                if isTerminal { print("\nyou: ", terminator: "") }
                fflush(nil)
                guard let line = readLine() else { break }
                if line.allSatisfy(\.isWhitespace) { continue }
                if !isTerminal { print("\nyou: \(line)") }
                show(try await console.say(line))
            }
        } catch {
            _ = writeBytes(2, Array("assistant-console: \(error)\n".utf8)[...])
            throw ExitCode(69)
        }
    }

    private func show(_ exchange: AssistantConsole.Exchange) {
        let isColourful = isatty(1) == 1
        func dim(_ text: String) -> String { isColourful ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
        if !quiet {
            let took = (exchange.milliseconds * 10).rounded() / 10
            print(dim("→ \(exchange.path)"))
            if !exchange.request.isEmpty { print(dim(exchange.request)) }
            print(dim("← \(took) ms"))
            print(dim(exchange.answer))
        }
        print("assistant: \(exchange.spoken)")
    }
}
