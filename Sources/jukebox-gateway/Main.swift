// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Arguments
import Glibc
import JukeboxGateway
import JukeboxSettings
import Logging

@main
struct GatewayProgram {
    static func main() async {
        do {
            try await carryOut()
        } catch let end as ProgramEnd {
            exit(end.status)
        } catch let error as UsageError {
            complain(error.lines(ProgramSpec.gateway.name))
            exit(64)
        } catch {
            complain("\(error)")
            exit(70)
        }
    }

    private static func carryOut() async throws {
        switch ProgramSpec.gateway.start(Word.commandLine) {
        // Serving is asynchronous, which the action of a command cannot be.
        case .run(let line) where line.command.name == CommandSpec.serve.name:
            try await serve(line)
        case .run(let line): try line.command.run?(line)
        case .show(let text): print(text)
        case .refuse(let text):
            complain(text)
            throw ProgramEnd(64)
        }
    }

    private static func serve(_ line: ParsedLine) async throws {
        let settings = try SettingsOption.read(line).settings
        let level = line.has(CommandSpec.verbose) ? Logger.Level.info : .notice
        let logger = Logger(label: "jukebox-gateway") { name in
            LineLog(program: name, level: level)
        }
        do {
            try await Gateway.run(settings, logger: logger)
        } catch {
            logger.error("cannot serve: \(error)")
            throw ProgramEnd(71)
        }
    }
}
