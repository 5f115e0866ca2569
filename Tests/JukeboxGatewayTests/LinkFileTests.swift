// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@testable import JukeboxGateway

@Suite struct `The file of linked accounts` {
    @Test func `keeps every account while gateway and commands change it at the same time`()
        async throws
    {
        let house = try `Linking an account`()
        defer { try? FileManager.default.removeItem(atPath: house.path) }
        var codes: [String] = []
        for _ in 0..<4 { codes.append(try await house.code()) }

        try await withThrowingTaskGroup(of: Void.self) { group in
            for code in codes {
                group.addTask { _ = try await house.token(["code": code]) }
            }
            for number in 0..<12 {
                group.addTask {
                    try LinkFile.change(house.path) { file throws(KeptFile.Failure) in
                        file?.links.append(.init(id: "\(number)", refresh: "", made: ""))
                    }
                }
            }
            try await group.waitForAll()
        }

        #expect(try LinkFile.known(house.path)?.accounts.count == 16)
    }

    @Test func `is never replaced if it is damaged`() throws {
        let path = NSTemporaryDirectory() + "jukebox-links-\(UUID().uuidString)"
        try "{".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }

        #expect(throws: KeptFile.Failure.self) { try LinkFile.known(path) }
        #expect(throws: KeptFile.Failure.self) {
            try LinkFile.change(path) { file throws(KeptFile.Failure) in
                file = LinkFile.new().file
            }
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "{")
    }
}
