// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import HummingbirdCore

/// A request's sender, as far as the connection and the headers show it.
struct Visitor: Equatable {
    var address: ClientAddress
    /// Facts about the head that `HTTPRequest` does not keep.
    var seen = HeadInspector.Seen.http11
    /// The `Host` header.
    var host: String?
    /// The `Origin` header.
    var origin: String?
    /// The `Sec-Fetch-Site` header.
    var fetchSite: String?
    var credentials = Credentials.none
    /// The headers that show a proxy, in lower case.
    var forwarding: [String] = []

    /// The `Authorization` header.
    enum Credentials: Equatable {
        case none
        case token(String)
        case malformed

        /// The token; nil if there is none.
        var token: String? { if case .token(let token) = self { token } else { nil } }
    }

    /// Headers that reverse proxies, tunnels and CDNs add, in lower case.
    private static let forwardingNames: Set<String> = [
        "forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip",
        "fastly-client-ip", "client-ip", "x-original-host", "x-original-url", "x-rewrite-url",
        "x-proxyuser-ip", "x-remote-ip", "x-remote-addr", "x-scheme", "x-request-start",
        "x-coming-from", "wl-proxy-client-ip", "proxy-client-ip", "x-proxy-id", "x-traefik-router",
        "x-arr-log-id", "x-originating-ip", "cdn-loop", "x-varnish", "x-haproxy-server-state",
    ]
    private static let forwardingPrefixes = [
        "x-forwarded-", "cf-", "x-envoy-", "x-amzn-", "x-amz-cf-", "x-azure-", "x-appengine-",
        "x-cloud-trace", "tailscale-", "ngrok-", "x-vercel-", "fly-", "x-akamai-", "akamai-",
        "x-sucuri-", "x-real-", "x-original-forwarded", "x-goog-", "x-authentik-", "remote-",
    ]

    /// Whether a header, in lower case, shows that a request came through a proxy.
    static func isForwarding(_ header: String) -> Bool {
        forwardingNames.contains(header) || forwardingPrefixes.contains(where: header.hasPrefix)
    }
}

extension Visitor {
    init(_ request: Request, _ address: ClientAddress) {
        let fields = request.headers
        self.init(
            address: address,
            seen: fields[HeadInspector.field].flatMap(HeadInspector.Seen.init) ?? .http11,
            host: request.head.authority, origin: fields[.origin],
            fetchSite: fields[.secFetchSite],
            credentials: Credentials(fields[values: .authorization]),
            forwarding: fields.map(\.name.canonicalName).filter(Self.isForwarding))
    }
}

extension Visitor.Credentials {
    /// Reads `Bearer TOKEN`, or `Basic USER:TOKEN` in Base64 with any user.
    init(_ headers: [String]) {
        guard let header = headers.first else {
            self = .none
            return
        }
        let words = header.split(separator: " ")
        self = .malformed
        guard headers.count == 1, words.count == 2 else { return }
        switch words[0].lowercased() {
        case "bearer": self = .token(String(words[1]))
        case "basic":
            let pair = Base64.decode(String(words[1])).map { String(decoding: $0, as: UTF8.self) }
            guard let colon = pair?.firstIndex(of: ":"), let pair else { return }
            let token = pair[pair.index(after: colon)...]
            if !token.isEmpty { self = .token(String(token)) }
        default: break
        }
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site").unsafelyUnwrapped
}
