// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Logging
internal import NIOCore
internal import NIOSSL

/// The certificate that the gateway shows, from two PEM files that somebody renews now and then.
struct Certificate: Sendable {
    let chainFile: String
    let keyFile: String
    let logger: Logger

    private struct Pair {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    /// What the server goes by: the files as they are now, and at each handshake as they are then.
    ///
    /// Files that are half renewed, or do not belong together, leave the first pair in force.
    func configuration() throws -> TLSConfiguration {
        var configuration = try Self.configuration(of: read())
        configuration.sslContextCallback = { [self] _, promise in
            // On another thread: a failure to read leaves its mark in the thread's error queue,
            // where the handshake would take it for its own.
            Task.detached { promise.succeed(renewed()) }
        }
        return configuration
    }

    /// The pair as it is now; nothing, where it is no pair.
    func renewed() -> NIOSSLContextConfigurationOverride {
        var change = NIOSSLContextConfigurationOverride()
        do {
            let pair = try read()
            change.certificateChain = pair.chain
            change.privateKey = pair.key
        } catch {
            logger.warning(
                "the renewed certificate cannot be used; the old one stays: \(error)",
                metadata: ["file": "\(chainFile)"])
        }
        return change
    }

    private func read() throws -> Pair {
        let chain = try NIOSSLCertificate.fromPEMFile(chainFile)
        let key = try NIOSSLPrivateKey(file: keyFile, format: .pem)
        let pair = Pair(chain: chain.map { .certificate($0) }, key: .privateKey(key))
        // A context is made of them only if they belong together.
        _ = try NIOSSLContext(configuration: Self.configuration(of: pair))
        return pair
    }

    private static func configuration(of pair: Pair) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: pair.chain, privateKey: pair.key)
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
