// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

/// The layers, from top to bottom; imports point strictly downwards, never sideways.
@Suite struct `The house` {
    static let layers: [[String]] = [
        [
            "jukeboxd", "jukebox-player", "jukebox-scanner", "jukebox-gateway", "jukebox",
            "JukeboxClient", "assistant-console",
        ],
        ["JukeboxCommands"],
        ["JukeboxDaemon", "JukeboxPlayer", "JukeboxScanner", "JukeboxGateway", "Processors"],
        ["OrderRing", "Stores", "PlaylistFiles", "JukeboxSettings", "Asking", "PipeDoor"],
        ["Terminal"],
        [
            "JukeboxLogic", "ChildWire", "LinuxSystem", "ALSA", "Decoding", "Tags", "Arguments",
        ],
        ["Names", "JSONLines"],
        ["JukeboxModel"],
        ["CLinux", "COrderRing", "CALSA", "CMpg123", "CTagLib", "CToml"],
    ]

    /// Layer 2 has two halves: the pure one, which `Stores` may use, and the thin one.
    static let allowedFromOutside: [String: Set<String>] = [
        "Foundation": ["Names", "Stores"], "DequeModule": ["JukeboxLogic"], "GRDB": ["Stores"],
        "Logging": [
            "JukeboxDaemon", "JukeboxSettings", "JukeboxGateway", "jukeboxd", "jukebox-gateway",
        ],
        "ArgumentParser": ["assistant-console"],
        "Glibc": [
            "OrderRing", "PlaylistFiles", "JukeboxSettings", "Asking", "Decoding", "Stores",
            "PipeDoor",
            "JukeboxDaemon", "JukeboxPlayer", "JukeboxScanner", "jukeboxd", "jukebox",
            "JukeboxCommands", "Terminal", "Processors",
            "JukeboxClient",
            "jukebox-player", "jukebox-scanner", "JukeboxGateway", "jukebox-gateway",
            "assistant-console",
        ],
        "Synchronization": [
            "LinuxSystem", "OrderRing", "JukeboxClient", "JukeboxDaemon", "JukeboxGateway",
        ],
        "Hummingbird": ["JukeboxGateway"], "HummingbirdTLS": ["JukeboxGateway"],
        "HummingbirdCore": ["JukeboxGateway"],
        "NIOSSL": ["JukeboxGateway"], "HTTPTypes": ["JukeboxGateway"],
        "NIOCore": ["JukeboxGateway", "assistant-console"],
        "NIOHTTP1": ["JukeboxGateway", "assistant-console"],
        "NIOExtras": ["JukeboxGateway"], "NIOHTTPTypes": ["JukeboxGateway"],
        "NIOHTTPTypesHTTP1": ["JukeboxGateway"],
        "NIOPosix": ["JukeboxGateway"],
        "ServiceLifecycle": ["JukeboxGateway"], "UnixSignals": ["JukeboxGateway"],
        "Crypto": ["JukeboxGateway"], "CryptoExtras": ["JukeboxGateway"],
        "JWTKit": ["JukeboxGateway"], "FoundationEssentials": ["JukeboxGateway"],
        "AsyncHTTPClient": ["JukeboxGateway", "assistant-console"],
    ]

    struct Import {
        var target: String
        var file: String
        var module: String
    }

    static func imports() throws -> [Import] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
                "Sources")
        let files = FileManager.default.enumerator(atPath: root.path)?.allObjects ?? []
        return try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.flatMap {
            file in
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            return text.split(separator: "\n").compactMap { line -> Import? in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1,
                    words.count > index + 1
                else { return nil }
                let target = String(file.split(separator: "/")[0])
                return Import(target: target, file: file, module: String(words[index + 1]))
            }
        }
    }

    private func layer(_ name: String) -> Int? { Self.layers.firstIndex { $0.contains(name) } }

    @Test func `imports only downwards`() throws {
        let imports = try Self.imports()
        #expect(imports.count > 100)
        for one in imports {
            if let above = layer(one.target), let below = layer(one.module) {
                #expect(above < below, "\(one.file) imports \(one.module)")
            } else {
                let allowed = Self.allowedFromOutside[one.module]?.contains(one.target)
                #expect(allowed == true, "\(one.file) imports \(one.module)")
            }
        }
    }

    @Test func `lets each C module in through exactly one target`() throws {
        let imports = try Self.imports()
        for module in try #require(Self.layers.last) {
            let targets = Set(imports.filter { $0.module == module }.map(\.target))
            #expect(targets.count == 1, "\(module) is imported by \(targets)")
        }
    }

    @Test func `keeps decisions away from clocks and dice`() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/JukeboxLogic")
        let files = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        for file in files where file.hasSuffix(".swift") {
            let text = try String(contentsOf: root.appendingPathComponent(file), encoding: .utf8)
            for word in ["Date()", "random(", "Clock.", "print("] {
                #expect(!text.contains(word), "\(file) uses \(word)")
            }
        }
    }
}
