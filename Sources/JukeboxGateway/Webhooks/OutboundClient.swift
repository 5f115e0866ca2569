// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix

extension HTTPClient {
    /// Calls the services that the settings name, and follows no redirects.
    ///
    /// It lives as long as the process.
    static let outbound: HTTPClient = {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: .init(connect: .seconds(5)))
        configuration.httpVersion = .http1Only
        configuration.connectionPool.idleTimeout = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: configuration)
    }()
}
