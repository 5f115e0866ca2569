// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import HTTPTypes
internal import JukeboxSettings
internal import LinuxSystem

/// Decides for each HTTP request whether it is admitted, and with which rights.
struct Doorkeeper: Sendable {
    /// Names, besides those of the loopback, that the gateway may be called by, in lower case.
    var hosts: Set<String>
    /// Web pages of other hosts that may use it.
    var origins: Set<String>
    /// What a request over TCP may do without a token.
    var local: GatewaySettings.LocalAccess
    /// The group whose members may use the Unix socket; the ring belongs to it.
    var group: @Sendable () -> UInt32
    /// The gateway's own user, who may use the Unix socket too.
    var owner: UInt32

    static let loopbackNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Returns the rights of requests over TCP without a token.
    ///
    /// The address of a client proves nothing: behind a reverse proxy the whole internet looks like
    /// this machine. So each request needs a token as soon as the settings show that the gateway
    /// serves other machines: a host name, an assistant, or an address beyond the loopback.
    static func local(_ settings: GatewaySettings, isLoopbackOnly: Bool)
        -> GatewaySettings.LocalAccess
    {
        let isForOthers = !settings.hosts.isEmpty || settings.google != nil || !isLoopbackOnly
        return isForOthers ? .none : settings.local
    }

    /// Admits a visitor, or refuses it; `grant` is what its token allows, nil if the token is
    /// unknown.
    func admit(
        _ visitor: Visitor, granted grant: Grant?, asking scope: Scope
    ) throws(Problem) -> Caller {
        try checkHost(visitor)
        try checkOrigin(visitor)
        let caller: Caller
        switch visitor.credentials {
        case .malformed:
            throw Self.unauthorized(
                "the Authorization header is malformed; send “Bearer TOKEN”, or Basic with the "
                    + "token as password")
        case .token:
            guard let grant else {
                throw Self.unauthorized("this token is unknown, revoked or expired")
            }
            caller = Caller(
                id: "token " + grant.id, scope: grant.scope, rooms: grant.rooms.map { Set($0) },
                label: grant.name)
        case .none: caller = try stranger(visitor)
        }
        guard caller.scope >= scope else {
            throw Problem(
                status: .forbidden, code: "scope",
                detail: "this needs the scope \(scope); yours is \(caller.scope)")
        }
        return caller
    }

    /// Refuses requests for a host that is not this gateway: a page in a browser may make its own
    /// host name resolve to this address (DNS rebinding).
    func checkHost(_ visitor: Visitor) throws(Problem) {
        try Self.checkHead(visitor)
        guard case .network = visitor.address, let host = visitor.host?.lowercased() else { return }
        let name = Self.name(ofHost: host)
        guard Self.loopbackNames.contains(name) || hosts.contains(name) else {
            throw Problem(
                status: .misdirectedRequest, code: "host",
                detail:
                    "“\(name)” is not a name of this jukebox; the setting gateway.hosts adds one")
        }
    }

    /// Refuses a request without exactly one Host header (RFC 9112, 3.2).
    static func checkHead(_ visitor: Visitor) throws(Problem) {
        switch visitor.seen {
        case .severalHosts: throw .invalid("the request has several Host headers")
        case .noHost: throw .invalid("the request has no Host header")
        case .http10, .http11: break
        }
    }

    /// Checks that a form was sent by our own page, even if a proxy changed the Host.
    func checkForm(_ visitor: Visitor) throws(Problem) {
        let host = visitor.origin.map { ConsentPage.origin(of: $0.lowercased()) }?
            .split(separator: "/").last.map { Self.name(ofHost: String($0)) }
        let isOurs = host.map { Self.loopbackNames.contains($0) || hosts.contains($0) } ?? true
        guard isOurs, visitor.fetchSite != "cross-site" else {
            throw Problem(
                status: .forbidden, code: "origin", detail: "the form is of another host's page")
        }
    }

    /// Refuses requests that a browser sends for a page of another host.
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

    /// Identifies the caller of a request without a token.
    private func stranger(_ visitor: Visitor) throws(Problem) -> Caller {
        let id: String
        let scope: Scope?
        var label: String?
        switch visitor.address {
        case .local(let peer):
            let group = group()
            guard let peer, peer.user == 0 || peer.user == owner || peer.groups.contains(group)
            else {
                throw Self.unauthorized(
                    "only members of the group \(Accounts.groupName(group)) may use this socket "
                        + "without a token")
            }
            id = "user \(peer.user)"
            label = Accounts.userName(peer.user)
            scope = .control
        case .network:
            if let header = visitor.forwarding.first {
                throw Self.needsToken("the request came through a proxy (\(header))")
            }
            if visitor.seen == .http10 {
                throw Self.needsToken("the request may have come through a proxy (HTTP/1.0)")
            }
            guard visitor.address.isLoopback else {
                throw Self.needsToken("the request has no token")
            }
            id = "address " + visitor.address.key
            scope = local.scope
        }
        guard let scope else { throw Self.needsToken("the request has no token") }
        return Caller(id: id, scope: scope, label: label)
    }

    private static func needsToken(_ why: String) -> Problem {
        unauthorized("\(why); a token is needed: jukebox-gateway token new --scope play")
    }

    private static func unauthorized(_ detail: String) -> Problem {
        Problem(status: .unauthorized, code: "token", detail: detail)
    }

    /// The name in a `Host` header, without its port.
    static func name(ofHost host: String) -> String {
        if host.first == "[" {
            return host.firstIndex(of: "]").map { String(host[...$0]) } ?? host
        }
        return host.firstIndex(of: ":").map { String(host[..<$0]) } ?? host
    }
}

extension GatewaySettings.LocalAccess {
    /// The scope that it allows; nil for `none`.
    var scope: Scope? {
        switch self {
        case .control: .control
        case .read: .read
        case .none: nil
        }
    }
}
