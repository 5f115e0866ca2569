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
    func ask(
        _ question: Question, within milliseconds: Int
    ) async -> Result<JSON, AskFailure> {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: Result<JSON, AskFailure>.self)
        let line = question.json.line + "\n"
        let timer = loop.scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            promise.succeed(.failure(.timedOut))
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
        connecting.whenFailure { _ in promise.succeed(.failure(.notRunning)) }
        let answer = await withTaskCancellationHandler {
            try? await promise.futureResult.get()
        } onCancel: {
            promise.succeed(.failure(.timedOut))
        }
        timer.cancel()
        connecting.whenSuccess { $0.close(promise: nil) }
        return answer ?? .failure(.lost)
    }
}

/// Collects the single line of an answer.
private final class AnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<Result<JSON, AskFailure>>
    private var splitter = LineSplitter(limit: AskClient.limit)

    init(_ promise: EventLoopPromise<Result<JSON, AskFailure>>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        guard let line = splitter.feed(Array(buffer.readableBytesView)).first else { return }
        switch JSON(parsing: line) {
        case let answer? where AskRefusal(answer)?.code == "busy": promise.succeed(.failure(.busy))
        case let answer?: promise.succeed(.success(answer))
        case nil: promise.succeed(.failure(.lost))
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { promise.succeed(.failure(.lost)) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.succeed(.failure(.lost))
        context.close(promise: nil)
    }
}
