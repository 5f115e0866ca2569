// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1

/// Checks facts that are lost when a request's head becomes an `HTTPRequest`: the number of its
/// Host headers, and the version of HTTP.
final class HeadInspector: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// The header that carries the result to the rest of the gateway; a client cannot send it.
    static let field = HTTPField.Name("Jukebox-Seen").unsafelyUnwrapped

    /// The facts about a head.
    enum Seen: String {
        case http11, http10, noHost, severalHosts
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else {
            context.fireChannelRead(data)
            return
        }
        head.headers.replaceOrAdd(name: Self.field.rawName, value: Self.seen(head).rawValue)
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    static func seen(_ head: HTTPRequestHead) -> Seen {
        let hosts = head.headers[canonicalForm: "host"].count
        if hosts > 1 { return .severalHosts }
        if head.version.major == 1, head.version.minor == 0 { return .http10 }
        return hosts == 0 ? .noHost : .http11
    }
}
