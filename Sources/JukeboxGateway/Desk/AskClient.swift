// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import NIOCore
internal import NIOPosix

/// Asks the daemon over its socket without holding a thread.
struct AskClient: Sendable {
    let directory: String

    /// The longest answer, in bytes.
    static let limit = 64 << 20

    /// Asks one question.
    ///
    /// - Returns: the answer; nil when nobody answers within the time.
    func ask(_ question: Question, within milliseconds: Int) async -> JSON? {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: JSON?.self)
        let line = question.json.line + "\n"
        let timer = loop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            promise.succeed(nil)
        }
        let connecting = ClientBootstrap(group: loop)
            .connectTimeout(.milliseconds(Int64(max(1, milliseconds))))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AnswerHandler(promise))
                }
            }
            .connect(unixDomainSocketPath: directory + "/ask")
        connecting.whenSuccess { channel in
            channel.writeAndFlush(ByteBuffer(string: line), promise: nil)
        }
        connecting.whenFailure { _ in promise.succeed(nil) }
        let answer = await withTaskCancellationHandler {
            try? await promise.futureResult.get()
        } onCancel: {
            promise.succeed(nil)
        }
        timer.cancel()
        connecting.whenSuccess { $0.close(promise: nil) }
        return answer.flatMap { $0 }
    }
}

/// Collects the one line of an answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<JSON?>
    private var splitter = LineSplitter(limit: AskClient.limit)

    init(_ promise: EventLoopPromise<JSON?>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        if let line = splitter.feed(Array(buffer.readableBytesView)).first {
            let answer = JSON(parsing: line)
            promise.succeed(answer?["code"]?.string == "busy" ? nil : answer)
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { promise.succeed(nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.succeed(nil)
        context.close(promise: nil)
    }
}
