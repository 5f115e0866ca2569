// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import HummingbirdCore
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOExtras
internal import NIOPosix
internal import ServiceLifecycle

/// An address that clients connect to.
///
/// When the gateway ends, it accepts no more of them and lets open requests finish.
///
/// Hummingbird's own server cannot take over a socket that is open already.
struct Listener: Service {
    enum Place {
        /// A socket that is opened later.
        case network(host: String, port: Int)
        /// A Unix socket that the gateway opened.
        case file(SocketFile)
        /// A socket that systemd opened.
        case inherited(CInt)

        /// Opens a Unix socket, which is for a group; checks that a TCP port is free.
        init(_ listening: GatewaySettings.Listening, group: UInt32) throws {
            switch listening {
            case .network(let host, let port):
                try PortHolder.check(host, port)
                self = .network(host: host, port: port)
            case .unix(let path): self = .file(try Self.open(path, group: group))
            }
        }

        /// Listens at a path.
        ///
        /// - Throws: a `SystemError` with the kernel's reason, or a `Gateway.Failure` if the path
        ///   is taken by something else.
        private static func open(_ path: String, group: UInt32) throws -> SocketFile {
            do throws(SocketFile.Failure) {
                return try SocketFile(path, group: group)
            } catch {
                switch error {
                case .system(let error): throw error
                case .taken:
                    throw Gateway.Failure(
                        description: "another gateway listens at \(path) already, and nothing was "
                            + "changed; end it, or set another gateway.socket")
                case .notASocket:
                    throw Gateway.Failure(
                        description: "“\(path)” is no socket, and nothing was changed; set another "
                            + "gateway.socket")
                }
            }
        }

        /// The path of a Unix socket that is open already; nil for any other place.
        var path: String? {
            switch self {
            case .network: nil
            case .file(let file): file.path
            case .inherited(let descriptor): InheritedDescriptors.path(descriptor)
            }
        }

        /// Whether it is a Unix socket.
        var isUnix: Bool {
            switch self {
            case .network: false
            case .file: true
            case .inherited(let descriptor): InheritedDescriptors.isUnix(descriptor)
            }
        }

        /// Whether only this machine can reach it.
        var isLoopback: Bool {
            switch self {
            case .network(let host, let port):
                GatewaySettings.Listening.network(host: host, port: port).isLoopback
            case .file: true
            case .inherited(let descriptor): InheritedDescriptors.isLoopback(descriptor)
            }
        }

        /// Removes the socket file that the gateway made; systemd's sockets stay.
        func remove() { if case .file(let file) = self { file.remove() } }
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
                    logger.error("cannot accept more clients: \(error)")
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
            // One at a time, so that the gate can count them.
            .serverChannelOption(.maxMessagesPerRead, value: 1)
            .serverChannelInitializer { [table] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptGate(table.open))
                    try channel.pipeline.syncOperations.addHandler(
                        quiescing.makeServerChannelHandler(channel: channel))
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        let setup = setup(conversation)
        switch place {
        case .network(let host, let port):
            do {
                return try await bootstrap.bind(
                    host: host, port: port, childChannelInitializer: setup)
            } catch let error as IOError {
                throw Gateway.Failure(description: Self.cannotListen(host, port, error.errnoCode))
            }
        case .file(let file):
            return try await bootstrap.bind(file.number, childChannelInitializer: setup)
        case .inherited(let descriptor):
            return try await bootstrap.bind(descriptor, childChannelInitializer: setup)
        }
    }

    /// Prepares the channel of a client that was accepted.
    private func setup<Conversation: ServerChildChannel>(
        _ conversation: Conversation
    ) -> @Sendable (any Channel) -> EventLoopFuture<Conversation.Value> {
        { [logger, table] channel in
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
    }

    /// Why a port cannot be used, and the remedy.
    private static func cannotListen(_ host: String, _ port: Int, _ code: CInt) -> String {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        let reason =
            switch code {
            case EADDRINUSE:
                "another program listens there; `sudo ss -ltnp` shows it, and gateway.listen in the "
                    + "settings names another port"
            case EACCES:
                "ports below 1024 are opened by systemd; see jukebox-gateway.socket"
            case EADDRNOTAVAIL: "this machine does not have that address"
            default: String(cString: strerror(code))
            }
        return "cannot listen at \(place): \(reason)"
    }
}
