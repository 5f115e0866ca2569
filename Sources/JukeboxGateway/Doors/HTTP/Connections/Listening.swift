// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Opens the addresses that clients connect to, and serves HTTP there.
struct Listening {
    let settings: GatewaySettings
    let responder: Responder
    let table: ConnectionTable
    let logger: Logger

    /// The places that the settings name, or systemd opened; and the socket for local programs.
    static func places(
        _ settings: Settings, _ inherited: InheritedDescriptors, _ logger: Logger
    ) throws -> [Listener.Place] {
        let group = RuntimeGroup.number(of: settings.paths.runtime)
        var places =
            inherited.sockets.isEmpty
            ? try settings.gateway.listen.map { try Listener.Place($0, group: group) }
            : inherited.sockets.map(Listener.Place.inherited)
        if let path = settings.gateway.socket, !places.contains(where: { $0.path == path }) {
            do {
                try SocketFile.makeFolder(of: path, group: group)
                places.append(try Listener.Place(.unix(path: path), group: group))
            } catch let error as SystemError {
                // The other doors stay open.
                logger.warning(
                    "no socket for local programs: \(error)", metadata: ["path": "\(path)"])
            }
        }
        return places
    }

    /// The limits of connections: the settings', as far as the open files allow.
    ///
    /// Each connection may need two: its own, and one for a question to the daemon. Each thread of
    /// the event loops needs three.
    static func limits(_ settings: GatewaySettings, openFiles: Int) -> ConnectionTable.Limits {
        let most = max(8, (openFiles - 32 - 3 * System.coreCount) / 2)
        return ConnectionTable.Limits(
            all: min(settings.connections, most),
            perAddress: min(settings.connectionsPerAddress, max(4, most / 2)))
    }

    /// A service for each place.
    func listeners(_ places: [Listener.Place]) throws -> [Listener] {
        let certificate = try certificate()
        let open = OpenPlaces()
        return try places.map { place in
            try listener(place, certificate) {
                if open.add() == places.count { ServiceNotification.send("READY=1") }
            }
        }
    }

    private func certificate() throws -> Certificate? {
        switch (settings.certificate, settings.key) {
        case (nil, nil): return nil
        case (let chain?, let key?):
            return Certificate(chainFile: chain, keyFile: key, logger: logger)
        default:
            throw Gateway.Failure(
                description: "gateway.certificate and gateway.key belong together; give both")
        }
    }

    private func listener(
        _ place: Listener.Place, _ certificate: Certificate?,
        onListening: @escaping @Sendable () -> Void
    ) throws -> Listener {
        let http = HTTPConversation(answer: respond)
        var conversation: any ServerChildChannel = http
        var scheme = "http"
        if let certificate, !place.isUnix {
            conversation = try TLSChannel(http, tlsConfiguration: try certificate.configuration())
            scheme = "https"
        }
        let local = responder.parts.doorkeeper.local
        return Listener(
            place: place, conversation: conversation, table: table, logger: logger.quiet
        ) { [logger, scheme, isUnix = place.isUnix] address in
            let shown = address.map { Self.shown($0, scheme) } ?? "?"
            logger.notice(
                "listening",
                metadata: [
                    "address": "\(shown)",
                    "without_token": "\(isUnix ? "control (group)" : local.rawValue)",
                ])
            onListening()
        }
    }

    @concurrent @Sendable private func respond(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel,
        _ address: ClientAddress
    ) async throws {
        var response: Response
        do {
            response = try await responder.respond(to: request, from: address, on: channel)
        } catch {
            logger.info("a request failed: \(error)")  // most often the client has left
            response = Response(status: .internalServerError)
        }
        response.headers[.date] = Clock.wall.httpDate
        try await writer.write(response: response.head, body: response.body)
    }

    private static func shown(_ address: SocketAddress, _ scheme: String) -> String {
        guard let ip = address.ipAddress, let port = address.port else {
            return address.pathname.map { "unix:" + $0 } ?? "?"
        }
        return ip.contains(":") ? "\(scheme)://[\(ip)]:\(port)" : "\(scheme)://\(ip):\(port)"
    }
}

/// Counts the places that are open.
private final class OpenPlaces: Sendable {
    private let count = Atomic<Int>(0)

    func add() -> Int { count.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }
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
