// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
public import JukeboxSettings
internal import LinuxSystem
public import Logging
internal import PipeDoor
internal import ServiceLifecycle
internal import UnixSignals

/// The gateway: turns requests into orders, and the board and the daemon's news into answers.
public enum Gateway {
    /// Why the gateway cannot start.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        /// The reason, and the remedy.
        public var description: String
    }

    /// Serves until SIGTERM or SIGINT.
    public static func run(_ settings: Settings, logger: Logger) async throws {
        let openFiles = OpenFileLimit.raise(atMost: 16_384)
        let inherited = InheritedDescriptors.take()
        let places = try Listening.places(settings, inherited, logger)
        defer { for place in places { place.remove() } }
        let tokens = TokenTable(TokenFile(path: tokenFile(settings)))
        let hasNoToken = await tokens.isEmpty
        guard places.allSatisfy(\.isLoopback) || !hasNoToken else {
            throw Failure(
                description:
                    "it would listen beyond this machine, and there is no token; make one first: "
                    + "jukebox-gateway token new --scope play")
        }
        let desk = desk(settings, logger)
        let hub = EventHub(directory: settings.paths.runtime, asker: desk.asker)
        let google = google(settings, desk, logger)
        let limits = Listening.limits(settings.gateway, openFiles: openFiles)
        let streams = StreamPlaces.Limits(
            perCaller: settings.gateway.eventStreams, connections: limits)
        let parts = try parts(settings, streams, places, desk, hub, google, logger)
        let responder = Responder(
            parts: parts, tokens: tokens,
            limits: RateLimits(perMinute: settings.gateway.requestsPerMinute),
            crossOrigin: CrossOrigin(origins: Set(settings.gateway.origins)))
        let listening = Listening(
            settings: settings.gateway, responder: responder,
            table: ConnectionTable(limits),
            logger: logger)
        var services: [any Service] = try listening.listeners(places)
        services.append(HubService(hub: hub))
        services += try await assistants(settings, desk, google, hub, logger)
        if let pipes = pipes(settings, desk, inherited.pipe) { services.append(pipes) }
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet))
        try await group.run()
    }

    private static func desk(_ settings: Settings, _ logger: Logger) -> Desk {
        Desk(
            ring: RingDoor(directory: settings.paths.runtime),
            asker: AskClient(directory: settings.paths.runtime), remembered: RememberedKeys(),
            metrics: Metrics(), usualWait: settings.gateway.waitMilliseconds,
            names: RoomNames(settings.destinations), logger: logger)
    }

    private static func parts(
        _ settings: Settings, _ streams: StreamPlaces.Limits, _ places: [Listener.Place],
        _ desk: Desk, _ hub: EventHub,
        _ google: GoogleDoor?, _ logger: Logger
    ) throws -> GatewayParts {
        let gateway = settings.gateway
        let local = Doorkeeper.local(gateway, isLoopbackOnly: places.allSatisfy(\.isLoopback))
        let secrets = try gateway.webhookSecrets.map { path throws(Failure) in
            try WebhookSecret.read(path, setting: "gateway.webhook_secrets")
        }
        return GatewayParts(
            desk: desk, hub: hub, streams: StreamPlaces(streams),
            metrics: desk.metrics,
            signatures: Signatures(secrets: secrets ?? []), google: google,
            language: gateway.language,
            doorkeeper: Doorkeeper(
                hosts: Set(gateway.hosts), origins: Set(gateway.origins), local: local,
                group: { [directory = settings.paths.runtime] in
                    RuntimeGroup.number(of: directory)
                }, owner: geteuid()),
            logger: logger)
    }

    /// The door of the pipes; nil without the setting.
    private static func pipes(
        _ settings: Settings, _ desk: Desk, _ inherited: CInt?
    ) -> PipeService? {
        guard let folder = settings.gateway.pipes else { return nil }
        let pipes = PipeDesk(
            desk: desk,
            caller: Caller(id: "pipes", scope: Scope(word: settings.gateway.pipesScope) ?? .read),
            speech: Speech.chosen(by: nil, or: settings.gateway.language))
        return PipeService(folder: PipeFolder(path: folder), inherited: inherited, desk: pipes)
    }

    // MARK: Files

    /// Makes a secret of 256 bits to sign webhooks with.
    public static func newWebhookSecret() -> String { WebhookSecret.random() }

    /// The file of the tokens' hashes.
    public static func tokenFile(_ settings: Settings) -> String {
        settings.gateway.tokens ?? settings.paths.state + "/gateway-tokens"
    }

    /// The file of the linked accounts, beside the tokens.
    public static func linkFile(_ settings: Settings) -> String {
        stateFolder(settings) + "/gateway-links"
    }

    /// The folder of the gateway's own files.
    static func stateFolder(_ settings: Settings) -> String {
        tokenFile(settings).split(separator: "/", omittingEmptySubsequences: false)
            .dropLast().joined(separator: "/")
    }
}

/// Ends the event streams when the gateway ends, so that nothing waits for them.
private struct HubService: Service {
    let hub: EventHub

    func run() async throws {
        try? await gracefulShutdown()
        await hub.close()
    }
}

extension Logger {
    /// The same log for libraries, with warnings and errors only.
    var quiet: Logger {
        var quiet = self
        quiet.logLevel = max(logLevel, .warning)
        return quiet
    }
}
