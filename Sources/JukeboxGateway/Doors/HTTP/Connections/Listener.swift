// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HummingbirdCore
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOExtras
internal import NIOPosix
internal import ServiceLifecycle

/// A place where clients come in, until the gateway ends: then it takes no more of them, and lets
/// those that are there finish.
///
/// Hummingbird's own server cannot take over a socket that is open already.
struct Listener: Service {
    enum Place {
        /// A socket yet to be opened.
        case network(host: String, port: Int)
        /// A socket that listens already: systemd's, or a Unix socket of ours.
        case open(CInt)

        /// Opens what has to be open before anything else starts.
        init(_ listening: GatewaySettings.Listening) throws {
            switch listening {
            case .network(let host, let port):
                try PortHolder.check(host, port)
                self = .network(host: host, port: port)
            case .unix(let path):
                // One that answers is another gateway's; a killed one has left its own.
                guard UnixSocket.connect(path) == nil else {
                    throw Gateway.Failure(
                        description:
                            "another gateway listens at \(path) already, and nothing was changed")
                }
                self = .open(try UnixSocket.listen(path, mode: 0o660).given())
            }
        }

        /// Its path, for a Unix socket that was opened here.
        var path: String? {
            if case .open(let descriptor) = self {
                InheritedDescriptors.path(descriptor)
            } else {
                nil
            }
        }

        /// Whether it lies in the file system.
        var isUnix: Bool {
            if case .open(let descriptor) = self {
                InheritedDescriptors.isUnix(descriptor)
            } else {
                false
            }
        }

        /// Whether only this machine can reach it.
        var isLoopback: Bool {
            switch self {
            case .network(let host, let port):
                GatewaySettings.Listening.network(host: host, port: port).isLoopback
            case .open(let descriptor): InheritedDescriptors.isLoopback(descriptor)
            }
        }
    }

    let place: Place
    /// Speaks HTTP with a client, or TLS and then HTTP.
    let conversation: any ServerChildChannel
    /// The connections of all listeners.
    let table: ConnectionTable
    let logger: Logger
    let onListening: @Sendable (SocketAddress?) -> Void

    func run() async throws { try await serve(conversation) }

    private func serve<Conversation: ServerChildChannel>(
        _ conversation: Conversation
    ) async throws {
        let quiescing = ServerQuiescingHelper(group: MultiThreadedEventLoopGroup.singleton)
        let clients = try await clients(conversation, quiescing)
        onListening(clients.channel.localAddress)
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                do {
                    try await clients.executeThenClose { inbound in
                        for try await client in inbound {
                            group.addTask {
                                await conversation.handle(value: client, logger: logger)
                            }
                        }
                    }
                } catch {
                    logger.error("no more clients can come in: \(error)")
                }
            }
        } onGracefulShutdown: {
            quiescing.initiateShutdown(promise: nil)
        }
    }

    private func clients<Conversation: ServerChildChannel>(
        _ conversation: Conversation, _ quiescing: ServerQuiescingHelper
    ) async throws -> NIOAsyncChannel<Conversation.Value, Never> {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        let setup: @Sendable (any Channel) -> EventLoopFuture<Conversation.Value> = {
            [logger, table] channel in
            guard let watch = ConnectionWatch(channel, table) else {
                return channel.eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
            }
            do {
                try channel.pipeline.syncOperations.addHandler(watch)
            } catch {
                return channel.eventLoop.makeFailedFuture(error)
            }
            return conversation.setup(channel: channel, logger: logger)
        }
        switch place {
        case .network(let host, let port):
            return try await bootstrap.bind(
                host: host, port: port, childChannelInitializer: setup)
        case .open(let descriptor):
            return try await bootstrap.bind(descriptor, childChannelInitializer: setup)
        }
    }
}
