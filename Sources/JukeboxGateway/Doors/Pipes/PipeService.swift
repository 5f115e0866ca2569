// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import Logging
internal import PipeDoor
internal import ServiceLifecycle

/// Serves the named pipes on a thread of their own until the gateway ends.
struct PipeService: Service {
    let folder: PipeFolder
    /// The pipe of requests, where systemd holds it open.
    let inherited: CInt?
    let desk: PipeDesk

    func run() async throws {
        let logger = desk.logger
        do {
            let server = try PipeServer(folder)
            try NamedThread.start("pipes") { [folder, inherited, desk] in
                do {
                    try server.run(
                        inherited: inherited,
                        opened: {
                            logger.notice("pipes open", metadata: ["folder": "\(folder.path)"])
                        },
                        complain: { logger.warning("pipes: \($0)") },
                        handle: { desk.handle($0, answering: server) })
                } catch {
                    // The other doors stay open.
                    logger.error(
                        "no orders through pipes: \(error)", metadata: ["folder": "\(folder.path)"])
                }
            }
            try? await gracefulShutdown()
            server.stop()
        } catch {
            logger.error(
                "no orders through pipes: \(error)", metadata: ["folder": "\(folder.path)"])
            try? await gracefulShutdown()
        }
    }
}
