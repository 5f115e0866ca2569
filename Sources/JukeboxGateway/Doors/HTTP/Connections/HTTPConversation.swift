// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Speaks HTTP/1 with one client, within the limits of its `ConnectionWatch`.
struct HTTPConversation: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    /// Answers a request from an address.
    typealias Answer =
        @concurrent @Sendable (
            Request, consuming ResponseWriter, any Channel, ClientAddress
        ) async throws -> Void

    let answer: Answer
    private var address = ClientAddress.local(nil)

    init(answer: @escaping Answer) { self.answer = answer }

    var responder: HTTPChannelHandler.Responder {
        { [answer, address] request, writer, channel in
            try await answer(request, writer, channel, address)
        }
    }

    /// The longest head of a request.
    static let limits: NIOHTTPDecoderLimitConfiguration = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 32 << 10
        limits.maxHeaderFieldCount = 100
        return limits
    }()

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,  // NIOAsyncChannel reads one request at a time
                withErrorHandling: false, withOutboundHeaderValidation: false,
                withEncoderConfiguration: .init(), withDecoderLimitConfiguration: Self.limits)
            try pipeline.addHandler(HeadInspector())
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try pipeline.addHandler(
                RequestWatch(try pipeline.handler(type: ConnectionWatch.self)))
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        let channel = value.channel
        let address = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: ConnectionWatch.self).address
        }
        var conversation = self
        // A connection that is closed already has no watch any more, and no request either.
        if let known = try? await address.get() { conversation.address = known }
        await conversation.handleHTTP(asyncChannel: value, logger: logger)
    }
}
