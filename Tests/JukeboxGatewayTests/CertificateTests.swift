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

    @Test func `is an error at the start when it is none`() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        _ = try certificate.configuration()
        try put("second.key", "key.pem")

        #expect(throws: (any Error).self) { try certificate.configuration() }
        try FileManager.default.removeItem(atPath: folder + "/key.pem")
        #expect(throws: (any Error).self) { try certificate.configuration() }
    }
}
