// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
import PackageDescription

let house: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
/// For the targets that touch foreign memory: every unsafe use is spelled out.
let wrapper = house + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(
    name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(
    name: "HummingbirdTLS", package: "hummingbird")
let httpClient = Target.Dependency.product(
    name: "AsyncHTTPClient", package: "async-http-client")
let nioTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(
    name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(
    name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let signals = Target.Dependency.product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "jukebox",
    products: [
        .executable(name: "jukeboxd", targets: ["jukeboxd"]),
        .executable(name: "jukebox-player", targets: ["jukebox-player"]),
        .executable(name: "jukebox-scanner", targets: ["jukebox-scanner"]),
        .executable(name: "jukebox-gateway", targets: ["jukebox-gateway"]),
        .executable(name: "jukebox", targets: ["jukebox"]),
        .library(name: "jukebox-client", type: .dynamic, targets: ["JukeboxClient"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.20.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // 0 — C modules and shims; each imported by exactly one target above.
        .target(name: "CLinux"),
        .target(name: "COrderRing"),
        .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
        .systemLibrary(
            name: "CMpg123", pkgConfig: "libmpg123", providers: [.apt(["libmpg123-dev"])]),
        .target(name: "CTagLib", linkerSettings: [.linkedLibrary("tag")]),
        .target(name: "CToml"),

        // 1 — words.
        .target(name: "JukeboxModel", swiftSettings: house),

        // 2 — pure, and thin.
        .target(name: "JSONLines", dependencies: ["JukeboxModel"], swiftSettings: house),
        .target(name: "Names", dependencies: ["JukeboxModel"], swiftSettings: house),
        .target(
            name: "JukeboxLogic", dependencies: ["Names", "JukeboxModel", deques],
            swiftSettings: house),
        .target(
            name: "ChildWire", dependencies: ["JSONLines", "JukeboxModel"], swiftSettings: house),
        .target(
            name: "LinuxSystem", dependencies: ["CLinux", "JukeboxModel"], swiftSettings: wrapper),
        .target(name: "ALSA", dependencies: ["CALSA", "JukeboxModel"], swiftSettings: wrapper),
        .target(
            name: "Decoding", dependencies: ["CMpg123", "JukeboxModel"], swiftSettings: wrapper),
        .target(name: "Tags", dependencies: ["CTagLib", "JukeboxModel"], swiftSettings: house),

        .target(
            name: "Terminal", dependencies: ["LinuxSystem", "JukeboxModel"], swiftSettings: house),
        .target(name: "Arguments", dependencies: ["JukeboxModel"], swiftSettings: wrapper),

        // 3 — stores.
        .target(
            name: "OrderRing",
            dependencies: ["COrderRing", "LinuxSystem", "JSONLines", "JukeboxModel"],
            // Optimised always: the tests kill it at every instruction.
            swiftSettings: wrapper + [.unsafeFlags(["-O"])]),
        .target(
            name: "Stores", dependencies: [grdb, "JukeboxModel", "JukeboxLogic", "Names"],
            swiftSettings: house),
        .target(
            name: "PlaylistFiles", dependencies: ["JukeboxModel", "LinuxSystem"],
            swiftSettings: house),
        .target(
            name: "JukeboxSettings",
            dependencies: [
                "CToml", "JukeboxModel", "JukeboxLogic", "Names", "LinuxSystem", logging,
            ],
            swiftSettings: house),
        .target(
            name: "Asking", dependencies: ["LinuxSystem", "JSONLines", "JukeboxModel", "Terminal"],
            swiftSettings: house),

        .target(
            name: "PipeDoor", dependencies: ["LinuxSystem", "JSONLines", "JukeboxModel"],
            swiftSettings: house),

        // 4 — interpreters.
        .target(
            name: "JukeboxDaemon",
            dependencies: [
                "OrderRing", "Stores", "PlaylistFiles", "JukeboxSettings", "Asking",
                "JukeboxLogic", "Names", "ChildWire", "JSONLines", "LinuxSystem", "JukeboxModel",
                logging,
            ],
            swiftSettings: house),
        .target(
            name: "JukeboxPlayer",
            dependencies: [
                "ALSA", "Decoding", "ChildWire", "JSONLines", "LinuxSystem", "JukeboxModel",
            ],
            swiftSettings: house),
        .target(
            name: "JukeboxScanner",
            dependencies: ["Tags", "ChildWire", "JSONLines", "LinuxSystem", "JukeboxModel"],
            swiftSettings: house),
        .target(
            name: "JukeboxGateway",
            dependencies: [
                "OrderRing", "Asking", "PipeDoor", "JukeboxSettings", "Names", "JSONLines",
                "LinuxSystem", "JukeboxModel", hummingbird, hummingbirdCore, hummingbirdTLS, nio,
                nioExtras, nioHTTP, nioHTTPTypes, nioHTTPTypesHTTP1, nioTLS, nioPosix, httpTypes,
                httpClient, lifecycle, signals, crypto, cryptoExtras, jwt,
                logging,
            ],
            resources: [.embedInCode("Texts/Embedded")],
            swiftSettings: house),

        .target(
            name: "Processors", dependencies: ["PipeDoor", "LinuxSystem", "JukeboxModel"],
            swiftSettings: house),

        // The commands of `jukebox`.
        .target(
            name: "JukeboxCommands",
            dependencies: [
                "Arguments", "OrderRing", "Asking", "PlaylistFiles", "PipeDoor", "Processors",
                "JSONLines", "LinuxSystem", "JukeboxModel", "Terminal",
            ],
            swiftSettings: house),

        // 5 — programs.
        .executableTarget(
            name: "jukeboxd",
            dependencies: [
                "Arguments", "JukeboxDaemon", "JukeboxSettings", "LinuxSystem", "JukeboxModel",
                logging,
            ],
            swiftSettings: house),
        .executableTarget(
            name: "jukebox-player", dependencies: ["JukeboxPlayer"],
            swiftSettings: house),
        .executableTarget(
            name: "jukebox-scanner", dependencies: ["JukeboxScanner"],
            swiftSettings: house),
        .executableTarget(
            name: "jukebox-gateway",
            dependencies: [
                "Arguments", "JukeboxGateway", "JukeboxSettings", "LinuxSystem", "JukeboxModel",
                logging,
            ],
            swiftSettings: house),
        .executableTarget(
            name: "jukebox", dependencies: ["JukeboxCommands"], swiftSettings: house,
            // Half of the time of a call is the loader's: a fixed address saves it 20,000
            // relocations, and nothing looks symbols of the program up.
            linkerSettings: [
                .unsafeFlags(
                    ["-Xclang-linker", "-no-pie", "-Xlinker", "--no-export-dynamic"],
                    .when(configuration: .release))
            ]),

        // Plays the part of an assistant for `make assistants`; not installed.
        .executableTarget(
            name: "assistant-console",
            dependencies: [
                "JSONLines", "LinuxSystem", "JukeboxModel", httpClient, nio, nioHTTP,
                argumentParser,
            ],
            swiftSettings: house),

        // For programs in C, and in what can call C: `config/clients/jukebox.h`.
        .target(
            name: "JukeboxClient", dependencies: ["OrderRing", "LinuxSystem", "JukeboxModel"],
            swiftSettings: wrapper,
            linkerSettings: [
                // Programs in C know nothing of Swift's libraries: the installed one brings its own.
                .unsafeFlags(["-static-stdlib"], .when(configuration: .release)),
                // The name under which it is installed; see `jukebox.h`.
                .unsafeFlags(["-Xlinker", "-soname", "-Xlinker", "libjukebox.so.1"]),
            ]),

        // Measures the ring for `make bench-ring`.
        .executableTarget(
            name: "RingBench",
            dependencies: ["OrderRing", "Stores", "LinuxSystem", "JukeboxModel"],
            path: "Benchmarks/RingBench"),

        // Tests.
        .testTarget(name: "JukeboxModelTests", dependencies: ["JukeboxModel"]),
        .testTarget(
            name: "JukeboxLogicTests",
            dependencies: ["JukeboxLogic", "Names", "JukeboxModel", "SeededDice"]),
        .testTarget(name: "ArgumentsTests", dependencies: ["Arguments", "SeededDice"]),
        .testTarget(
            name: "ChildWireTests",
            dependencies: ["ChildWire", "JSONLines", "JukeboxModel", "SeededDice"]),
        .testTarget(name: "DecodingTests", dependencies: ["Decoding", "JukeboxModel"]),
        .testTarget(
            name: "JukeboxCommandsTests",
            dependencies: [
                "JukeboxCommands", "JukeboxSettings", "Asking", "Terminal", "LinuxSystem",
                "JSONLines", "JukeboxModel",
            ]),
        .testTarget(name: "AskingTests", dependencies: ["Asking", "JSONLines", "JukeboxModel"]),
        .testTarget(
            name: "TerminalTests",
            dependencies: ["Terminal", "LinuxSystem", "JukeboxModel", "SeededDice"]),
        .testTarget(name: "NamesTests", dependencies: ["Names", "JukeboxModel"]),
        .testTarget(
            name: "OrderRingTests",
            dependencies: ["OrderRing", "LinuxSystem", "JSONLines", "JukeboxModel", "SeededDice"]),
        .testTarget(
            name: "StoresTests",
            dependencies: ["Stores", "JukeboxLogic", "Names", "JukeboxModel", grdb]),
        .testTarget(
            name: "PlaylistFilesTests",
            dependencies: ["PlaylistFiles", "LinuxSystem", "JukeboxModel"]),
        .testTarget(
            name: "JukeboxSettingsTests", dependencies: ["JukeboxSettings", "JukeboxModel"]),
        .testTarget(
            name: "JukeboxPlayerTests",
            dependencies: [
                "JukeboxPlayer", "Decoding", "ChildWire", "JSONLines", "LinuxSystem",
                "JukeboxModel", "CMallocCount", "jukebox-player",
            ]),
        .testTarget(
            name: "JukeboxGatewayTests",
            dependencies: [
                "JukeboxGateway", "JukeboxSettings", "Asking", "LinuxSystem", "JSONLines",
                "JukeboxModel", httpTypes, nioTLS,
                logging,
            ]),
        .testTarget(
            name: "AssistantConsoleTests",
            dependencies: ["assistant-console", "JukeboxGateway", "JSONLines"]),
        .testTarget(
            name: "PipeDoorTests", dependencies: ["PipeDoor", "LinuxSystem", "JukeboxModel"]),
        .testTarget(
            name: "ProcessorsTests",
            dependencies: ["Processors", "PipeDoor", "LinuxSystem", "JukeboxModel"]),
        .target(name: "SeededDice", path: "Tests/SeededDice"),
        .target(name: "ProcessFreezer", path: "Tests/ProcessFreezer", swiftSettings: house),
        .target(name: "CMallocCount", path: "Tests/CMallocCount"),
        // Starts throw-away jukeboxes.
        .target(name: "TestKit", dependencies: ["JSONLines"], path: "Tests/TestKit"),
        .testTarget(
            name: "LinuxSystemTests",
            dependencies: ["LinuxSystem", "JukeboxModel", "ProcessFreezer"]),
        .testTarget(
            name: "JukeboxDaemonTests",
            dependencies: [
                "JukeboxDaemon", "Names", "Asking", "Stores", "JukeboxSettings", "ChildWire",
                "JSONLines",
                "LinuxSystem", "JukeboxModel", "SeededDice", logging,
            ]),
        .testTarget(name: "HouseTests"),
        // Explores millions of states within `make test`, which unoptimised code could not.
        .target(
            name: "RingModel", path: "Tests/RingModel",
            swiftSettings: house + [.unsafeFlags(["-O"])]),
        .target(name: "CTracer", path: "Tests/CTracer"),
        .executableTarget(
            name: "DeathProbe",
            dependencies: ["OrderRing", "Stores", "LinuxSystem", "JukeboxModel"],
            path: "Tests/DeathProbe"),
        .executableTarget(
            name: "StormClient",
            dependencies: ["OrderRing", "LinuxSystem", "JukeboxModel", "SeededDice"],
            path: "Tests/StormClient"),
        .testTarget(
            name: "ProofTests",
            dependencies: [
                grdb, "jukeboxd", "jukebox-player", "jukebox-scanner", "StormClient", "SeededDice",
                "RingModel", "CTracer", "DeathProbe", "OrderRing", "JukeboxModel",
                "Decoding", "TestKit", "ProcessFreezer",
            ]),
        .executableTarget(
            name: "SandboxProbe", dependencies: ["LinuxSystem"], path: "Tests/SandboxProbe"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Asking", "ChildWire", "Decoding", "JSONLines", "LinuxSystem", "JukeboxModel",
                "OrderRing", "PipeDoor", "SeededDice", "jukeboxd", "jukebox-player",
                "jukebox-scanner", "jukebox", "assistant-console",
                "SandboxProbe", "JukeboxClient", "StormClient", "TestKit", "ProcessFreezer",
            ]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c11,
    cxxLanguageStandard: .cxx17
)
