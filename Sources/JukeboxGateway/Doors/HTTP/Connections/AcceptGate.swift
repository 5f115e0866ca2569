// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import NIOCore
internal import Synchronization

/// Limits the accepted connections, including those that are being closed, so that the process
/// never runs out of file descriptors.
///
/// libdispatch ends the process if it cannot open a descriptor.
final class OpenConnections: Sendable {
    private struct State {
        var count = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let most: Int
    private let state = Mutex(State())

    init(atMost most: Int) { self.most = most }

    /// Takes a place for a connection that is about to be accepted.
    ///
    /// - Parameter later: called once when a place may be free again, if none is free now.
    /// - Returns: whether a place was free.
    func take(orElse later: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard state.count < most else {
                state.waiting.append(later)
                return false
            }
            state.count += 1
            return true
        }
    }

    /// Gives a place back.
    func giveBack() {
        let waiting = state.withLock { state in
            state.count -= 1
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one() }
    }
}

/// Accepts a connection only while there is a place for it; the others wait in the kernel.
final class AcceptGate: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let open: OpenConnections
    /// Whether a place is taken for the next connection.
    private var hasPlace = false
    private var isWaiting = false

    init(_ open: OpenConnections) { self.open = open }

    func read(context: ChannelHandlerContext) {
        guard !hasPlace else { return context.read() }
        guard !isWaiting else { return }
        let channel = context.channel
        let gate = NIOLoopBound(self, eventLoop: channel.eventLoop)
        hasPlace = open.take {
            channel.eventLoop.execute {
                gate.value.isWaiting = false
                channel.read()
            }
        }
        if hasPlace { context.read() } else { isWaiting = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let child = unwrapInboundIn(data)
        hasPlace = false
        child.closeFuture.whenComplete { [open] _ in open.giveBack() }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if hasPlace { open.giveBack() }
        hasPlace = false
        context.fireChannelInactive()
    }
}
