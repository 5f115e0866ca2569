// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Logging
import Testing

@testable import JukeboxGateway

@Suite struct `The gateway's certificate` {
    private let folder: String
    private var certificate: Certificate {
        Certificate(
            chainFile: folder + "/chain.pem", keyFile: folder + "/key.pem",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    init() throws {
        folder = NSTemporaryDirectory() + "jukebox-tls-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try put("first.pem", "chain.pem")
        try put("first.key", "key.pem")
    }

    private func put(_ fixture: String, _ name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        try Data(contentsOf: root.appendingPathComponent("Fixtures/tls/" + fixture))
            .write(to: URL(fileURLWithPath: folder + "/" + name))
    }

    @Test func `is read again when it was renewed, and stays while it is half renewed`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try #require(certificate.renewed().certificateChain)

        try put("second.pem", "chain.pem")
        let half = certificate.renewed()
        try put("second.key", "key.pem")
        let second = try #require(certificate.renewed().certificateChain)

        #expect(half.certificateChain == nil && half.privateKey == nil)
        #expect(second != first)
    }

    @Test func `that cannot be used is an error at the start, with the file and the reason`() throws
    {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func failure() -> String? {
            #expect(throws: Gateway.Failure.self) { try certificate.configuration() }?.description
        }
        _ = try certificate.configuration()

        try put("second.key", "key.pem")
        #expect(failure()?.contains("“\(folder)/key.pem” does not belong to") == true)
        try Data("text".utf8).write(to: URL(fileURLWithPath: folder + "/key.pem"))
        #expect(failure()?.contains("key.pem”, which is not a private key in PEM format") == true)
        try FileManager.default.removeItem(atPath: folder + "/key.pem")
        #expect(
            failure()?.contains("gateway.key names “\(folder)/key.pem”, which does not") == true)
        try put("second.key", "chain.pem")
        #expect(failure()?.contains("gateway.certificate names “\(folder)/chain.pem”") == true)
    }
}
