// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Testing

@testable import JukeboxGateway

@Suite struct `At the gateway's door` {
    private let keeper = Doorkeeper(
        hosts: ["jukebox.local"], origins: ["https://panel.example"], isLoopbackOnly: true)
    private let local = Visitor(address: "127.0.0.1", host: "localhost:6680")

    private func code(
        _ visitor: Visitor, _ scope: Scope = .read, keeper: Doorkeeper? = nil
    ) -> String? {
        do {
            _ = try (keeper ?? self.keeper).admit(
                visitor,
                granted: visitor.token.flatMap { token in
                    Scope(word: token).map { (id: token, scope: $0) }
                }, asking: scope)
            return nil
        } catch {
            return error.code
        }
    }

    private func changed(_ change: (inout Visitor) -> Void) -> Visitor {
        var visitor = local
        change(&visitor)
        return visitor
    }

    @Test func `somebody on this machine comes in without a token`() {
        #expect(code(local, .control) == nil)
        #expect(code(Visitor(address: nil, host: nil)) == nil, "through a Unix socket")
        #expect(code(Visitor(address: "::1", host: "[::1]:6680")) == nil)
    }

    @Test func `somebody from elsewhere needs one`() {
        #expect(code(changed { $0.address = "192.168.1.7" }) == "token")
        #expect(
            code(local, keeper: Doorkeeper(hosts: [], origins: [], isLoopbackOnly: false))
                == "token")
    }

    @Test(
        arguments: [
            "forwarded", "via", "x-forwarded-for", "x-forwarded-server", "x-real-ip", "cf-ray",
            "cf-visitor",
        ])
    func `what came through a proxy needs one`(header: String) {
        #expect(Visitor.isForwarding(header) && !Visitor.isForwarding("x-" + header + "s"))
        #expect(code(changed { $0.forwarding = [header] }) == "token")
        #expect(
            code(
                changed {
                    $0.forwarding = [header]
                    $0.token = "read"
                }) == nil)
    }

    @Test func `a name that is not ours is refused, whoever calls it`() {
        #expect(code(changed { $0.host = "evil.example" }) == "host")
        #expect(code(changed { $0.host = nil }) == "invalid")
        #expect(code(changed { $0.host = "localhost.evil.example:6680" }) == "host")
    }

    @Test func `a name of the settings is ours, but no loopback name`() {
        let visitor = changed { $0.host = "jukebox.local" }

        #expect(code(visitor) == "token")
        #expect(
            code(
                changed {
                    $0.host = "Jukebox.Local:80"
                    $0.token = "read"
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
    func `a token allows what it says and what is less`(has: Scope, needs: Scope) {
        let visitor = changed { $0.token = "\(has)" }

        #expect(code(visitor, needs) == (has >= needs ? nil : "scope"))
    }

    @Test func `an unknown token is worse than none`() {
        #expect(code(changed { $0.token = "nonsense" }) == "token")
    }
}
