// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines
import LinuxSystem
import TestKit
import Testing

/// Requests without a token, over every way in.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `Access without a token` {
    private static let order = #"{"title":"canon"}"#

    private func gateway(_ settings: String = "") throws -> GatewayHome {
        let gateway = try GatewayHome(try Home(kitchen: "silent"), settings: settings)
        try gateway.home.start()
        try gateway.start()
        return gateway
    }

    @Test func `is allowed on the loopback of a gateway for this machine only, and said so`() throws
    {
        let gateway = try gateway()

        #expect(gateway.ask("POST", "/v1/orders", Self.order).status == 202)
        #expect(gateway.log.contains("without_token=control"), "\(gateway.log)")
    }

    @Test(arguments: [
        "hosts = [\"jukebox.example\"]\n", "[gateway.google]\nproject = \"demo\"\n",
        "local = \"none\"\n",
    ])
    func `is over once others are meant to come, or the settings say so`(settings: String) throws {
        let gateway = try gateway(settings)

        #expect(gateway.ask("POST", "/v1/orders", Self.order).status == 401)
        #expect(gateway.ask("GET", "/v1/destinations").status == 401)
        #expect(gateway.ask("GET", "/healthz").status == 200)
        #expect(gateway.log.contains("without_token=none"), "\(gateway.log)")
    }

    @Test func `may be for reading only`() throws {
        let gateway = try gateway("local = \"read\"\n")

        #expect(gateway.ask("GET", "/v1/destinations").status == 200)
        #expect(gateway.ask("POST", "/v1/orders", Self.order).status == 403)
    }

    @Test func `is for members of the group on the Unix socket, which needs no token`() throws {
        let gateway = try gateway("hosts = [\"jukebox.example\"]\n")
        let answer = GatewayHome.raw(
            "GET /v1/destinations HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            through: gateway.socketPath)

        #expect(answer.hasPrefix("HTTP/1.1 200"), "\(answer)")
    }

    @Test(.enabled(if: geteuid() == 0 && FileManager.default.fileExists(atPath: "/usr/bin/curl")))
    func `is refused to other users on the Unix socket`() throws {
        let gateway = try gateway()
        chmod(gateway.home.path, 0o755)
        chmod(gateway.socketPath, 0o666)
        chown(gateway.home.path + "/run", 0, 4242)
        func status(_ group: String) -> String {
            Home.run(
                "/usr/bin/setpriv",
                [
                    "--reuid=4141", "--regid=4141", "--groups=\(group)", "/usr/bin/curl", "-s",
                    "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", gateway.socketPath,
                    "http://localhost/openapi.json",
                ]
            ).output
        }

        #expect(status("4242") == "200")
        #expect(status("4343") == "401")
    }

    private static let nginx = "/usr/sbin/nginx"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: nginx)))
    func `is refused to all who come through nginx as its manual shows it`() throws {
        let gateway = try gateway()
        let port = UInt16.random(in: 20_000...40_000)
        try gateway.home.write(
            "nginx.conf",
            """
            daemon off; master_process off; pid \(gateway.home.path)/nginx.pid;
            error_log \(gateway.home.path)/nginx.log;
            events {}
            http {
              access_log off;
              client_body_temp_path \(gateway.home.path)/body;
              proxy_temp_path \(gateway.home.path)/proxy;
              fastcgi_temp_path \(gateway.home.path)/f; uwsgi_temp_path \(gateway.home.path)/u;
              scgi_temp_path \(gateway.home.path)/s;
              server { listen 127.0.0.1:\(port);
                location / { proxy_pass http://127.0.0.1:\(gateway.port); } }
            }
            """)
        let nginx = try RunningProgram(
            Self.nginx, ["-c", gateway.home.path + "/nginx.conf", "-p", gateway.home.path],
            in: gateway.home.path, log: "nginx.out")
        defer { nginx.end(SIGKILL) }  // it inherits our blocked SIGTERM
        let through = try GatewayHome(gateway.home)
        through.goTo(port)
        Home.wait { through.ask("GET", "/healthz").status == 200 }

        #expect(gateway.ask("GET", "/v1/destinations").status == 200)
        #expect(through.ask("GET", "/healthz").status == 200)
        #expect(through.ask("GET", "/v1/destinations").status == 401)
        let loud = through.ask(
            "POST", "/v1/destinations/kitchen/commands", #"{"command":"volume","percent":100}"#)
        #expect(loud.status == 401, "\(loud)")
    }

    @Test(arguments: [
        ["X-Forwarded-For": "1.2.3.4"], ["X-Forwarded-Proto": "https"],
        ["Forwarded": "for=1.2.3.4"],
        ["Via": "2.0 Caddy"], ["X-Forwarded-Host": "jukebox.example"], ["X-Client-IP": "1.2.3.4"],
        ["True-Client-IP": "1.2.3.4"], ["X-Envoy-External-Address": "1.2.3.4"],
        ["CF-Connecting-IP": "1.2.3.4"], ["Tailscale-User-Login": "a@b.c"], ["CDN-Loop": "x"],
    ])
    func `is refused to what came through a proxy that says so`(headers: [String: String]) throws {
        let gateway = try gateway()
        let answer = gateway.ask("GET", "/v1/destinations", nil, headers)

        #expect(answer.status == 401, "\(answer)")
    }
}
