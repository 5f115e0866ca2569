// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOSSL

/// The gateway's TLS certificate, from two PEM files that may be renewed at any time.
struct Certificate: Sendable {
    let chainFile: String
    let keyFile: String
    let logger: Logger

    private struct Pair {
        var chain: [NIOSSLCertificateSource]
        var key: NIOSSLPrivateKeySource
    }

    /// Returns the server's configuration, which reads the files again at each handshake.
    ///
    /// Files that are half renewed, or do not match, leave the previous pair in force.
    ///
    /// - Throws: `Gateway.Failure` if a file cannot be used now.
    func configuration() throws -> TLSConfiguration {
        var configuration = try Self.configuration(of: read())
        configuration.sslContextCallback = { [self] _, promise in
            // On another thread: a failure to read leaves an error in the thread's OpenSSL queue,
            // and the handshake would report it as its own.
            Task.detached { promise.succeed(renewed()) }
        }
        return configuration
    }

    /// Returns the current pair; no certificate and key if it cannot be used.
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

    private func read() throws(Gateway.Failure) -> Pair {
        let chain = try Self.read(chainFile, "gateway.certificate", "certificate") {
            try NIOSSLCertificate.fromPEMFile($0)
        }
        let key = try Self.read(keyFile, "gateway.key", "private key") {
            try NIOSSLPrivateKey(file: $0, format: .pem)
        }
        let pair = Pair(chain: chain.map { .certificate($0) }, key: .privateKey(key))
        do {
            // A context is made of them only if they belong together.
            _ = try NIOSSLContext(configuration: Self.configuration(of: pair))
        } catch {
            throw Gateway.Failure(
                description: "the key “\(keyFile)” does not belong to the first certificate in "
                    + "“\(chainFile)”; gateway.certificate and gateway.key must name one pair")
        }
        return pair
    }

    /// Reads one of the files; an error names the file, our user and the remedy.
    private static func read<Content>(
        _ path: String, _ setting: String, _ content: String, _ parse: (String) throws -> Content
    ) throws(Gateway.Failure) -> Content {
        if let problem = FileAccess.problem(path) {
            throw Gateway.Failure(
                description:
                    "\(setting) names “\(path)”, \(problem). A copy that only this user can "
                    + "read helps: install -o \(Accounts.ownName) -m 400 FILE COPY; README.md "
                    + "(“Its own TLS”) shows how to renew it by itself")
        }
        do {
            return try parse(path)
        } catch {
            throw Gateway.Failure(
                description: "\(setting) names “\(path)”, which is not a \(content) in PEM format")
        }
    }

    private static func configuration(of pair: Pair) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: pair.chain, privateKey: pair.key)
        configuration.minimumTLSVersion = .tlsv12
        return configuration
    }
}
