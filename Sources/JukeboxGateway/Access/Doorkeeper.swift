// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes

/// Who is at the door, as far as one can see.
struct Visitor: Equatable {
    /// The address, without the port; nil on a Unix socket.
    var address: String?
    /// The `Host` header.
    var host: String?
    /// The `Origin` header.
    var origin: String?
    /// The `Sec-Fetch-Site` header.
    var fetchSite: String?
    /// The bearer token.
    var token: String?
    /// The headers that a proxy adds, where there are any.
    var forwarding: [String] = []

    /// Whether a header, in lower case, shows that a request has come through a proxy.
    static func isForwarding(_ header: String) -> Bool {
        ["forwarded", "via", "x-real-ip"].contains(header) || header.hasPrefix("x-forwarded-")
            || header.hasPrefix("cf-")
    }

    /// Whether it can only be somebody on this machine.
    var isLocal: Bool {
        guard let address else { return true }
        return address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
    }
}

/// Decides who may come in, and what they may do.
struct Doorkeeper: Sendable {
    /// Names under which the gateway may be called, in lower case, without a port.
    var hosts: Set<String>
    /// Web pages of other hosts that may use it.
    var origins: Set<String>
    /// Whether the gateway listens on the loopback alone.
    var isLoopbackOnly: Bool

    static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Looks at a visitor, and at what its token, where it is known, allows.
    ///
    /// - Returns: whom requests are counted against.
    func admit(
        _ visitor: Visitor, granted grant: (id: String, scope: Scope)?, asking scope: Scope
    ) throws(Problem) -> String {
        try checkHost(visitor)
        try checkOrigin(visitor)
        guard visitor.token != nil else {
            try checkStranger(visitor)
            return "address " + (visitor.address ?? "local")
        }
        guard let grant else {
            throw Problem(
                status: .unauthorized, code: "token", detail: "this token is not known, or revoked")
        }
        guard grant.scope >= scope else {
            throw Problem(
                status: .forbidden, code: "scope",
                detail: "this needs a token of scope \(scope); this one is of scope \(grant.scope)")
        }
        return "token " + grant.id
    }

    /// A page of another host that a browser was led to believe is ours (DNS rebinding).
    func checkHost(_ visitor: Visitor) throws(Problem) {
        guard visitor.address != nil else { return }
        guard let host = visitor.host?.lowercased() else {
            throw .invalid("the request names no Host")
        }
        let name = Self.name(ofHost: host)
        guard Self.loopbackNames.contains(name) || hosts.contains(name) else {
            throw Problem(
                status: .misdirectedRequest, code: "host",
                detail: "“\(name)” is no name of this jukebox; the setting gateway.hosts adds one")
        }
    }

    /// Whether a form was sent by a page of ours, also where a proxy has changed the Host.
    func checkForm(_ visitor: Visitor) throws(Problem) {
        let host = visitor.origin.map { ConsentPage.origin(of: $0.lowercased()) }?
            .split(separator: "/").last.map { Self.name(ofHost: String($0)) }
        let isOurs = host.map { Self.loopbackNames.contains($0) || hosts.contains($0) } ?? true
        guard isOurs, visitor.fetchSite != "cross-site" else {
            throw Problem(
                status: .forbidden, code: "origin", detail: "the form is of another host's page")
        }
    }

    /// A web page of another host that uses the visitor's browser.
    private func checkOrigin(_ visitor: Visitor) throws(Problem) {
        let origin = visitor.origin?.lowercased()
        if let origin, origins.contains(origin) { return }
        let isForeign: Bool
        if let origin {
            let own = visitor.host.map { $0.lowercased() } ?? ""
            isForeign = origin != "http://" + own && origin != "https://" + own
        } else {
            isForeign = visitor.fetchSite == "cross-site"
        }
        guard !isForeign else {
            throw Problem(
                status: .forbidden, code: "origin",
                detail:
                    "web pages of other hosts may not use it; the setting gateway.origins adds one")
        }
    }

    /// Somebody without a token: a reverse proxy makes the whole internet look like this machine.
    private func checkStranger(_ visitor: Visitor) throws(Problem) {
        func refuse(_ why: String) -> Problem {
            Problem(
                status: .unauthorized, code: "token",
                detail: "\(why); a token is needed: jukebox-gateway token new --scope play")
        }
        guard visitor.isLocal, isLoopbackOnly else { throw refuse("the request has no token") }
        if let header = visitor.forwarding.first {
            throw refuse("the request came through a proxy (\(header))")
        }
        if let host = visitor.host.map({ Self.name(ofHost: $0.lowercased()) }),
            visitor.address != nil, !Self.loopbackNames.contains(host)
        {
            throw refuse("the request calls “\(host)”, which is no loopback name")
        }
    }

    /// The name in a `Host` header, without its port.
    static func name(ofHost host: String) -> String {
        if host.first == "[" {
            return host.firstIndex(of: "]").map { String(host[...$0]) } ?? host
        }
        return host.firstIndex(of: ":").map { String(host[..<$0]) } ?? host
    }
}
