// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import NIOCore

/// Reports when a client stops sending: it has disconnected, or has only closed its side.
///
/// The next bytes to a client that has disconnected close the connection.
final class InputEndWatch: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let tell: @Sendable () -> Void

    init(_ tell: @escaping @Sendable () -> Void) { self.tell = tell }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { tell() }
        context.fireUserInboundEventTriggered(event)
    }
}
