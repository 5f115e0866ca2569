// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import JukeboxSettings
import LinuxSystem
import Testing

@testable import JukeboxGateway

@Suite struct `At the gateway's door` {
    private let keeper = Doorkeeper(
        hosts: ["jukebox.local"], origins: ["https://panel.example"], local: .control,
        group: { 500 }, owner: 900)
    private let local = Visitor(address: ClientAddress(ip: "127.0.0.1"), host: "localhost:6680")

    private func outcome(
        _ visitor: Visitor, _ scope: Scope = .read, keeper: Doorkeeper? = nil
    ) -> Result<Caller, Problem> {
        var grant: Grant?
        if case .token(let token) = visitor.credentials, let scope = Scope(word: token) {
            grant = Grant(id: token, scope: scope, rooms: nil, name: "test")
        }
        return Result { () throws(Problem) in
            try (keeper ?? self.keeper).admit(visitor, granted: grant, asking: scope)
        }
    }

    private func code(
        _ visitor: Visitor, _ scope: Scope = .read, keeper: Doorkeeper? = nil
    ) -> String? {
        if case .failure(let problem) = outcome(visitor, scope, keeper: keeper) {
            return problem.code
        }
        return nil
    }

    private func changed(_ change: (inout Visitor) -> Void) -> Visitor {
        var visitor = local
        change(&visitor)
        return visitor
    }

    private func settings(_ change: (inout GatewaySettings) -> Void) -> GatewaySettings {
        var settings = GatewaySettings()
        change(&settings)
        return settings
    }

    @Test func `a client on the loopback may control without a token, if the settings allow it`() {
        #expect(code(local, .control) == nil)
        #expect(code(local, .admin) == "scope")
        let v6 = Visitor(address: ClientAddress(ip: "::1"), host: "[::1]:6680")
        #expect(code(v6) == nil)
        var reading = keeper
        reading.local = .read
        #expect(code(local, .read, keeper: reading) == nil)
        #expect(code(local, .play, keeper: reading) == "scope")
        var closed = keeper
        closed.local = .none
        #expect(code(local, .read, keeper: closed) == "token")
    }

    @Test func `every request needs a token once others are meant to come`() {
        let quiet = settings { _ in }
        #expect(Doorkeeper.local(quiet, isLoopbackOnly: true) == .control)
        #expect(Doorkeeper.local(quiet, isLoopbackOnly: false) == .none)
        #expect(
            Doorkeeper.local(settings { $0.hosts = ["a.example"] }, isLoopbackOnly: true) == .none)
        #expect(
            Doorkeeper.local(settings { $0.google = .init() }, isLoopbackOnly: true) == .none)
        #expect(
            Doorkeeper.local(settings { $0.local = .read }, isLoopbackOnly: true) == .read)
    }

    @Test func `a client from elsewhere needs a token`() {
        #expect(code(changed { $0.address = ClientAddress(ip: "192.168.1.7") }) == "token")
    }

    @Test func `a Unix socket is for the group, its owner and root`() {
        func peer(_ user: UInt32, _ groups: [UInt32]) -> Visitor {
            Visitor(address: .local(PeerCredentials(user: user, groups: groups)), host: "localhost")
        }
        #expect(code(peer(1000, [100, 500]), .control) == nil)
        #expect(code(peer(1000, [500]), .control) == nil)
        #expect(code(peer(0, [0]), .control) == nil)
        #expect(code(peer(900, [100]), .control) == nil)
        #expect(code(peer(1000, [100])) == "token")
        #expect(code(Visitor(address: .local(nil), host: "localhost")) == "token")
        #expect(code(peer(1000, [500]), .admin) == "scope")
        guard case .success(let caller) = outcome(peer(1000, [500])) else {
            Issue.record("refused")
            return
        }
        #expect(caller.id == "user 1000")
    }

    @Test(
        arguments: [
            "forwarded", "via", "x-forwarded-for", "x-forwarded-server", "x-real-ip", "cf-ray",
            "cf-visitor", "x-client-ip", "true-client-ip", "x-envoy-external-address",
            "x-original-host", "tailscale-user-login", "ngrok-trace-id", "x-amzn-trace-id",
            "x-forwarded-tls-client-cert", "cdn-loop",
        ])
    func `a request with a proxy's header needs a token`(header: String) {
        #expect(Visitor.isForwarding(header) && !Visitor.isForwarding("my-" + header))
        #expect(code(changed { $0.forwarding = [header] }) == "token")
        #expect(
            code(
                changed {
                    $0.forwarding = [header]
                    $0.credentials = .token("read")
                }) == nil)
    }

    @Test func `HTTP 1 point 0, as nginx speaks by default, needs a token`() {
        #expect(code(changed { $0.seen = .http10 }) == "token")
        #expect(
            code(
                changed {
                    $0.seen = .http10
                    $0.credentials = .token("read")
                }) == nil)
    }

    @Test func `several Host headers, or none, make no request`() {
        #expect(code(changed { $0.seen = .severalHosts }) == "invalid")
        #expect(code(changed { $0.seen = .noHost }) == "invalid")
    }

    @Test func `a host that is not this gateway is refused, also with a token`() {
        #expect(code(changed { $0.host = "evil.example" }) == "host")
        #expect(code(changed { $0.host = "localhost.evil.example:6680" }) == "host")
        #expect(
            code(
                changed {
                    $0.host = "Jukebox.Local:80"
                    $0.credentials = .token("read")
                }) == nil)
    }

    @Test func `a page of another host is refused`() {
        #expect(code(changed { $0.origin = "http://evil.example" }) == "origin")
        #expect(code(changed { $0.origin = "null" }) == "origin")
        #expect(code(changed { $0.fetchSite = "cross-site" }) == "origin")
        #expect(code(changed { $0.origin = "http://localhost:6680" }) == nil)
        #expect(code(changed { $0.origin = "https://panel.example" }) == nil)
    }

    @Test(arguments: Scope.allCases, Scope.allCases)
    func `a token allows its scope and every lower one`(has: Scope, needs: Scope) {
        let visitor = changed { $0.credentials = .token("\(has)") }

        #expect(code(visitor, needs) == (has >= needs ? nil : "scope"))
    }

    @Test func `an unknown or malformed token is worse than none`() {
        #expect(code(changed { $0.credentials = .token("nonsense") }) == "token")
        #expect(code(changed { $0.credentials = .malformed }) == "token")
    }

    @Test(arguments: [
        ["Bearer"], ["Bearer a b"], ["Basic !!!"], ["Basic bm9jb2xvbg=="], ["Digest abc"], [""],
        ["Bearer a", "Bearer b"], ["Basic OnNlY3JldA==x"],
    ])
    func `a malformed Authorization header is no missing one`(headers: [String]) {
        #expect(Visitor.Credentials(headers) == .malformed)
    }

    @Test func `a token comes as Bearer, or as the password of Basic`() {
        #expect(Visitor.Credentials([]) == .none)
        #expect(Visitor.Credentials(["Bearer jbx_1"]) == .token("jbx_1"))
        #expect(Visitor.Credentials(["bEaReR jbx_1"]) == .token("jbx_1"))
        #expect(Visitor.Credentials(["Basic YW5uOmpieF8x"]) == .token("jbx_1"))
    }
}
