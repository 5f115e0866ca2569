// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import Logging
internal import PipeDoor
internal import ServiceLifecycle

/// Serves the named pipes on its own thread until the gateway ends.
struct PipeService: Service {
    /// Requests under way, of one user and of all: each may hold one of the daemon's 64 connections,
    /// and the other doors need some too.
    static let perUser = 24
    static let inAll = 48

    let folder: PipeFolder
    /// The pipe of requests, if systemd holds it open.
    let inherited: CInt?
    let desk: PipeDesk

    func run() async throws {
        let logger = desk.logger
        do {
            let server = try PipeServer(folder, perUser: Self.perUser, inAll: Self.inAll)
            try NamedThread.start("pipes") { [self] in
                do {
                    try server.run(
                        inherited: inherited,
                        opened: {
                            logger.notice("pipes open", metadata: ["folder": "\(folder.path)"])
                        },
                        complain: { logger.warning("pipes: \($0)") },
                        abandoned: { desk.tasks.cancel($0) },
                        handle: { handle($0, answering: server) })
                } catch {
                    // The gateway's other doors stay open.
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

    /// Carries out a call, except a question that wants no answer, which would only use a
    /// connection.
    private func handle(_ call: PipeServer.Call, answering server: PipeServer) {
        let command = call.request.wantsAnswer ? nil : try? PipeCommand(call.request.content)
        if command?.isQuestion == true {
            server.answer(call.number, PipeAnswer(status: 0))
        } else {
            desk.handle(call, answering: server)
        }
    }
}
