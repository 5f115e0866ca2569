// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import JukeboxModel
internal import LinuxSystem
internal import NIOCore
internal import NIOHTTPTypes
internal import NIOPosix

/// Watches over one connection from its first byte on: admits it, and closes it when its client
/// takes too long.
///
/// It belongs to the channel's event loop.
final class ConnectionWatch: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    let address: ClientAddress
    private let table: ConnectionTable
    private let number: UInt64
    private var clock = ConnectionClock()
    private var timer: Scheduled<Void>?
    /// Writes an answer that says 408; set by the watch over requests.
    fileprivate var tellTimeout: (() -> Void)?

    /// Admits a connection; nil if there is no room for it.
    init?(_ channel: any Channel, _ table: ConnectionTable) {
        address = Self.address(of: channel)
        self.table = table
        guard
            let number = table.admit(
                address, at: Clock.monotonic, close: { channel.close(promise: nil) })
        else { return nil }
        self.number = number
        channel.closeFuture.whenComplete { [table] _ in table.leave(number) }
    }

    private static func address(of channel: any Channel) -> ClientAddress {
        if let ip = channel.remoteAddress?.ipAddress { return ClientAddress(ip: ip) }
        let peer = try? channel.pipeline.syncOperations.withUnsafeTransportIfAvailable {
            (socket: NIOBSDSocket.Handle) in PeerCredentials(of: socket)
        }
        return .local(peer ?? nil)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        start(ConnectionClock.patience, context.channel)
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        note(.bytes, context.channel)
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        note(.writable(context.channel.isWritable), context.channel)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        tellTimeout = nil
        context.fireChannelInactive()
    }

    fileprivate func note(_ event: ConnectionClock.Event, _ channel: any Channel) {
        let waited = clock.waitsForClient
        switch clock.note(event) {
        case .keep: break
        case .stop:
            timer?.cancel()
            timer = nil
        case .start(let span): start(span, channel)
        }
        guard waited != clock.waitsForClient else { return }
        table.note(number, waitsSince: clock.waitsForClient ? Clock.monotonic : nil)
    }

    private func start(_ span: MonotonicTime.Span, _ channel: any Channel) {
        timer?.cancel()
        timer = channel.eventLoop.scheduleTask(in: .nanoseconds(span.nanoseconds)) { [weak self] in
            if self?.clock.tellsTimeout == true { self?.tellTimeout?() }
            channel.close(promise: nil)
        }
    }
}

/// Reports to the watch of a connection where its requests begin and end.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let connection: ConnectionWatch

    init(_ connection: ConnectionWatch) { self.connection = connection }

    func handlerAdded(context: ChannelHandlerContext) {
        nonisolated(unsafe) let context = context
        connection.tellTimeout = {
            let head = HTTPResponse(
                status: .requestTimeout, headerFields: [.connection: "close", .contentLength: "0"])
            context.write(NIOAny(HTTPResponsePart.head(head)), promise: nil)
            context.writeAndFlush(NIOAny(HTTPResponsePart.end(nil)), promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: connection.note(.head, context.channel)
        case .end: connection.note(.end, context.channel)
        case .body: break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        context.write(data, promise: promise)
        if case .end = unwrapOutboundIn(data) { connection.note(.answerEnded, context.channel) }
    }
}
