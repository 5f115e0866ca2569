// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import JukeboxModel
public import JukeboxSettings
internal import LinuxSystem
public import Logging
internal import NIOCore
internal import NIOPosix
internal import PipeDoor
internal import ServiceLifecycle
internal import UnixSignals

/// The gateway: HTTP in, orders into the ring, and what the board and the daemon say out.
public enum Gateway {
    /// Why the gateway cannot start.
    public struct Failure: Error, CustomStringConvertible, Sendable {
        /// What is wrong, and what would be right.
        public var description: String
    }

    /// Serves until SIGTERM or SIGINT.
    public static func run(_ settings: Settings, logger: Logger) async throws {
        let gateway = settings.gateway
        let tokens = TokenTable(TokenFile(path: tokenFile(settings)))
        let handed = InheritedDescriptors.take()
        let places =
            handed.sockets.isEmpty
            ? try gateway.listen.map(Listener.Place.init)
            : handed.sockets.map(Listener.Place.open)
        let isLoopbackOnly = places.allSatisfy(\.isLoopback)
        let hasNoToken = await tokens.isEmpty
        guard isLoopbackOnly || !hasNoToken else {
            throw Failure(
                description:
                    "it would listen beyond this machine, and there is no token; make one first: "
                    + "jukebox-gateway token new --scope play")
        }
        let ring = RingDoor(directory: settings.paths.runtime)
        let asker = AskClient(directory: settings.paths.runtime)
        let metrics = Metrics()
        let hub = EventHub(directory: settings.paths.runtime)
        let desk = OrderDesk(
            ring: ring, asker: asker, remembered: RememberedKeys(), metrics: metrics,
            usualWait: gateway.waitMilliseconds, rooms: RoomNames(settings.destinations),
            logger: logger)
        let google = google(settings, ring, asker, logger)
        let responder = Responder(
            ring: ring, asker: asker, desk: desk,
            hub: hub,
            doorkeeper: Doorkeeper(
                hosts: Set(gateway.hosts), origins: Set(gateway.origins),
                isLoopbackOnly: isLoopbackOnly),
            tokens: tokens, limits: RateLimits(perMinute: gateway.requestsPerMinute),
            metrics: metrics,
            signatures: Signatures(
                secrets: try gateway.webhookSecrets.map { path throws(Failure) in
                    try WebhookSecret.read(path, setting: "gateway.webhook_secrets")
                } ?? []),
            google: google,
            language: gateway.language, logger: logger)
        let certificate = try certificate(gateway, logger)
        let listeners = try places.map { try listener($0, responder, certificate, logger) }
        var services: [any Service] = listeners + [HubService(hub: hub)]
        if let webhooks = try webhooks(settings, asker, metrics, logger) {
            services.append(webhooks)
        }
        if let google, let graph = try await homeGraph(settings, google, hub, logger) {
            services.append(graph)
        }
        if let folder = gateway.pipes {
            let pipes = PipeDesk(
                desk: desk, scope: Scope(word: gateway.pipesScope) ?? .read,
                speech: Speech.chosen(by: nil, or: gateway.language))
            services.append(
                PipeService(folder: PipeFolder(path: folder), inherited: handed.pipe, desk: pipes))
        }
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger.quiet))
        try await group.run()
    }

    /// Tells others what becomes of orders; nil where the settings name nobody.
    private static func webhooks(
        _ settings: Settings, _ asker: AskClient, _ metrics: Metrics, _ logger: Logger
    ) throws(Failure) -> WebhookService? {
        let webhooks = settings.gateway.webhooks
        guard !webhooks.isEmpty else { return nil }
        let folder = tokenFile(settings).split(separator: "/", omittingEmptySubsequences: false)
            .dropLast().joined(separator: "/")
        let progress = WebhookProgress(path: folder + "/webhooks-told", logger: logger)
        var senders: [WebhookSender] = []
        for webhook in webhooks {
            senders.append(
                WebhookSender(
                    url: webhook.url,
                    secrets: try WebhookSecret.read(
                        webhook.secret, setting: "gateway.webhook.secret"),
                    asker: asker, progress: progress, metrics: metrics,
                    logger: logger))
        }
        return WebhookService(senders: senders)
    }

    /// The door for Google; nil where the settings do not ask for it.
    private static func google(
        _ settings: Settings, _ ring: RingDoor, _ asker: AskClient, _ logger: Logger
    ) -> GoogleDoor? {
        guard let google = settings.gateway.google else { return nil }
        return GoogleDoor(
            home: SmartHome(
                ring: ring, asker: asker, playlists: PlaylistMemory(ring: ring, asker: asker),
                settings: settings, logger: logger),
            linking: Linking(path: linkFile(settings), logger: logger),
            redirects: google.allRedirects, usualLanguage: settings.gateway.language,
            logger: logger)
    }

    /// What tells Google of changes; nil where no service account may.
    private static func homeGraph(
        _ settings: Settings, _ door: GoogleDoor, _ hub: EventHub, _ logger: Logger
    ) async throws(Failure) -> HomeGraph? {
        guard let google = settings.gateway.google, let path = google.serviceAccount else {
            return nil
        }
        return HomeGraph(
            address: google.homeGraph, account: try await ServiceAccount(path: path),
            linking: door.linking, home: door.home, hub: hub, logger: logger)
    }

    /// Where it is kept who is linked: beside the tokens.
    public static func linkFile(_ settings: Settings) -> String {
        let folder = tokenFile(settings).split(separator: "/", omittingEmptySubsequences: false)
            .dropLast().joined(separator: "/")
        return folder + "/gateway-links"
    }

    /// Makes a secret that webhooks can be signed with, of 256 bits.
    public static func newWebhookSecret() -> String { WebhookSecret.random() }

    /// Where the hashes of the tokens lie.
    public static func tokenFile(_ settings: Settings) -> String {
        settings.gateway.tokens ?? settings.paths.state + "/gateway-tokens"
    }

    private static func certificate(
        _ gateway: GatewaySettings, _ logger: Logger
    ) throws -> Certificate? {
        switch (gateway.certificate, gateway.key) {
        case (nil, nil): return nil
        case (let chain?, let key?):
            return Certificate(chainFile: chain, keyFile: key, logger: logger)
        default:
            throw Failure(description: "gateway.certificate and gateway.key go together; give both")
        }
    }

    private static func place(_ address: SocketAddress, _ scheme: String) -> String {
        guard let ip = address.ipAddress, let port = address.port else {
            return address.pathname.map { "unix:" + $0 } ?? "?"
        }
        return ip.contains(":") ? "\(scheme)://[\(ip)]:\(port)" : "\(scheme)://\(ip):\(port)"
    }

    private static func listener(
        _ place: Listener.Place, _ responder: Responder, _ certificate: Certificate?,
        _ logger: Logger
    ) throws -> Listener {
        let http = HTTP1Channel(
            responder: { request, writer, channel in
                let context = GatewayContext(
                    source: .init(channel: channel, logger: logger.quiet))
                var response: Response
                do {
                    response = try await responder.respond(to: request, context: context)
                } catch {
                    logger.info("a request failed: \(error)")  // most often the client has left
                    response = Response(status: .internalServerError)
                }
                response.headers[.date] = Clock.wall.httpDate
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: .init(
                idleTimeout: .seconds(10),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 8 << 10, maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 100)))
        var conversation: any ServerChildChannel = http
        var scheme = "http"
        if let certificate, !place.isUnix {
            conversation = try TLSChannel(http, tlsConfiguration: try certificate.configuration())
            scheme = "https"
        }
        return Listener(place: place, conversation: conversation, logger: logger.quiet) {
            [scheme] address in
            let place = address.map { Self.place($0, scheme) } ?? "?"
            logger.notice("listening", metadata: ["address": "\(place)"])
            ServiceNotification.send("READY=1")
        }
    }
}

/// Ends the event streams when the gateway ends, so that nobody waits for them.
private struct HubService: Service {
    let hub: EventHub

    func run() async throws {
        try? await gracefulShutdown()
        await hub.close()
    }
}

extension Logger {
    /// The same log for the library's own words, of which only trouble is worth a line.
    fileprivate var quiet: Logger {
        var quiet = self
        quiet.logLevel = max(logLevel, .warning)
        return quiet
    }
}

extension WallTime {
    /// The moment as HTTP writes it (RFC 9110, IMF-fixdate).
    fileprivate var httpDate: String {
        var seconds = time_t(milliseconds / 1000)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 40)
        let count = strftime(&text, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
        return String(
            decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
