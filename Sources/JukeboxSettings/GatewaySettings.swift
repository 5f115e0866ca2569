// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

/// The settings of the gateway: the table `[gateway]`.
public struct GatewaySettings: Equatable, Sendable {
    /// Where it listens.
    public var listen = [Listening.network(host: "127.0.0.1", port: 6680)]
    /// The Unix socket for programs on this machine; nil if it is turned off.
    ///
    /// The default is `http.sock` in a folder beside the runtime directory, see
    /// `Settings.Paths.gatewaySocket`.
    public var socket: String?
    /// The rights of a program on this machine over TCP without a token.
    public var local = LocalAccess.control
    /// Names, beside the loopback's, under which it may be called.
    public var hosts: [String] = []
    /// Web pages of other hosts that may use it: `https://panel.example`.
    public var origins: [String] = []
    /// How long an order waits for its names, in milliseconds, unless it says so itself.
    public var waitMilliseconds = 150
    /// The language of spoken answers if the client names none: `en` or `ja`.
    public var language = "en"
    /// How many requests a token, or an address without one, may make in a minute.
    public var requestsPerMinute = 6000
    /// How many connections are open at most.
    public var connections = 1000
    /// How many connections one address may have.
    public var connectionsPerAddress = 100
    /// How many event streams a token may have, or an address without a token.
    public var eventStreams = 20
    /// The PEM files of the certificate's chain and its key, for TLS on every network address.
    public var certificate: String?
    /// The certificate's private key.
    public var key: String?
    /// The file of the secrets for inbound webhooks, one per line; nil for none.
    public var webhookSecrets: String?
    /// The services that get signed events when orders play and end.
    public var webhooks: [Webhook] = []
    /// The folder of the named pipes; nil to turn this door off.
    public var pipes: String?
    /// The rights of all writers into the pipes: `read`, `play` or `control`.
    public var pipesScope = "control"
    /// The settings for Google; nil to turn this door off.
    public var google: Google?
    /// The file of the tokens' hashes; nil is `gateway-tokens` beside the databases.
    public var tokens: String?

    /// Makes the usual settings.
    public init() {}

    /// The rights of a request without a token on a loopback TCP port.
    public enum LocalAccess: String, CaseIterable, Sendable {
        /// Order, pause, skip and change volumes, as a token of scope `control`.
        case control
        /// Look, as a token of scope `read`.
        case read
        /// Nothing: every request needs a token.
        case none
    }

    /// Google's settings; setting one opens the door.
    var openedGoogle: Google {
        get { google ?? Google() }
        set { google = newValue }
    }

    /// How the gateway speaks with Google Home.
    public struct Google: Equatable, Sendable {
        /// The project in Google's developer console; nil if only `redirects` may link accounts.
        public var project: String?
        /// Further addresses that accounts may be linked from, letter by letter.
        public var redirects: [String] = []
        /// The languages that people speak to it in; none is the gateway's own.
        public var languages: [String] = []
        /// Its kind of device in Google Home: `speaker` or `soundbar`.
        public var device = "speaker"
        /// Whether each playlist is a scene too.
        public var scenes = true
        /// The key file of the service account that may tell Google of changes.
        public var serviceAccount: String?
        /// Where Google is told.
        public var homeGraph = "https://homegraph.googleapis.com"

        /// Makes the usual settings.
        public init() {}

        /// All addresses that accounts may be linked from
        /// (developers.home.google.com/cloud-to-cloud/project/authorization).
        public var allRedirects: [String] {
            let hosts = ["oauth-redirect", "oauth-redirect-sandbox"]
            let own = project.map { project in
                hosts.map { "https://\($0).googleusercontent.com/r/\(project)" }
            }
            return (own ?? []) + redirects
        }
    }

    /// Another service that gets events about orders.
    public struct Webhook: Equatable, Sendable {
        /// Where to, `https://…` or `http://…`; nothing is ever sent anywhere else.
        public var url: String
        /// The file of the secret that requests are signed with; two lines while it changes.
        public var secret: String

        /// Names a service.
        public init(url: String, secret: String) {
            self.url = url
            self.secret = secret
        }

        /// Whether a text is an address that requests can be sent to: no user, no fragment.
        static func isURL(_ text: String) -> Bool {
            guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
                return false
            }
            let host = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
            return !host.isEmpty && !host.contains("@") && text.utf8.count <= 2048
                && text.utf8.allSatisfy { (0x21..<0x7F).contains($0) && $0 != UInt8(ascii: "#") }
        }
    }

    /// An address to listen on.
    public enum Listening: Equatable, CustomStringConvertible, Sendable {
        /// A host and a TCP port.
        case network(host: String, port: Int)
        /// A Unix socket.
        case unix(path: String)

        /// Reads `127.0.0.1:6680`, `[::1]:6680` or `unix:/run/jukebox-gateway/http`.
        public init?(_ text: String) {
            if text.hasPrefix("unix:/") {
                self = .unix(path: String(text.dropFirst(5)))
                return
            }
            guard let colon = text.lastIndex(of: ":"),
                let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
            else { return nil }
            var host = text[..<colon]
            if host.first == "[", host.last == "]" {
                host = host.dropFirst().dropLast()
            } else if host.contains(":") {
                return nil
            }
            guard !host.isEmpty else { return nil }
            self = .network(host: String(host), port: port)
        }

        /// The text that `init` reads.
        public var description: String {
            switch self {
            case .unix(let path): "unix:" + path
            case .network(let host, let port):
                host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
            }
        }

        /// Whether only this machine can reach it.
        public var isLoopback: Bool {
            switch self {
            case .unix: true
            case .network(let host, _):
                host == "localhost" || host == "::1" || host.hasPrefix("127.")
            }
        }
    }
}
