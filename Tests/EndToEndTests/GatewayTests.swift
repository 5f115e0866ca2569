// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `The gateway` {
    @Test func `takes an order, names what was chosen, and knows its ticket`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()

        let order = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon","artist":"johann pachelbel","wait_ms":5000}"#)
        let ticket = try #require(order.json["ticket"]?.int)
        let looked = gateway.ask("GET", "/v1/orders/\(ticket)")

        #expect(order.status == 202)
        #expect(order.headers.contains("/v1/orders/\(ticket)"))
        #expect(order.json["tracks"]?.elements.first?["title"] == "Canon")
        #expect(order.json["speech"]?.string?.contains("Canon by Johann Pachelbel") == true)
        #expect(looked.status == 200 && looked.json["ticket"] == .int(ticket))
        #expect(gateway.ask("GET", "/v1/orders/99999").status == 404)
        #expect(gateway.end(SIGTERM) == 0)
    }

    @Test func `says what was nearly meant, in the language of the client`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()

        let near = gateway.ask(
            "POST", "/v1/orders", #"{"title":"cannon","wait_ms":5000}"#, ["Accept-Language": "ja"])
        let nowhere = gateway.ask(
            "POST", "/v1/orders", #"{"title":"canon","destination":"garage","wait_ms":5000}"#,
            ["Accept": "application/json"])

        #expect(near.status == 422 && near.json["candidates"] == ["Canon"])
        #expect(near.json["speech"] == "cannonが見つかりませんでした。Canonのことですか？")
        #expect(near.headers.contains("application/problem+json"))
        #expect(nowhere.status == 422 && nowhere.headers.contains("Type: application/json"))
        #expect(nowhere.json["detail"]?.string?.contains("kitchen, study") == true)
    }

    @Test func `takes orders while no daemon runs, and the daemon plays them when it is back`()
        throws
    {
        let gateway = try GatewayHome(try Home())
        try gateway.start()
        let tooEarly = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#)
        try gateway.home.start()
        gateway.home.end(SIGTERM)

        let order = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#)
        let question = gateway.ask("GET", "/v1/playlists")
        let ready = gateway.ask("GET", "/readyz")
        try gateway.home.start()

        #expect(tooEarly.status == 503 && tooEarly.headers.lowercased().contains("retry-after"))
        #expect(order.status == 202 && order.json["daemon"] == "down")
        #expect(order.json["speech"]?.string?.contains("not running") == true)
        #expect(question.status == 503 && ready.status == 503)
        let ticket = try #require(order.json["ticket"]?.int)
        let wait = gateway.home.jukebox("wait", "\(ticket)", "--for", "finished", "--timeout", "20")
        #expect(wait.status == 0, "\(wait.errors)")
    }

    @Test func `lets a daemon that hangs cost one client its wait, and no other`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"), settings: "wait_ms = 400\n")
        try gateway.home.start()
        try gateway.start()
        kill(gateway.home.pid, SIGSTOP)
        defer { kill(gateway.home.pid, SIGCONT) }

        let statuses = (0..<300).map { number in
            let start = Date()
            let answer = gateway.ask("POST", "/v1/orders", #"{"title":"canon"}"#)
            return (answer.status, Date().timeIntervalSince(start), answer.json["code"])
        }

        #expect(statuses.prefix(256).allSatisfy { $0.0 == 202 })
        #expect(statuses.dropFirst(256).allSatisfy { $0.0 == 503 })
        #expect(statuses[0].1 > 0.3)
        #expect(statuses.dropFirst().filter { $0.1 > 0.3 }.isEmpty)
    }

    @Test func `takes a retry with the same key for the same order`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        let key = ["Idempotency-Key": "evening-1"]
        let body = #"{"title":"canon","wait_ms":5000}"#

        let first = gateway.ask("POST", "/v1/orders", body, key)
        let second = gateway.ask("POST", "/v1/orders", body, key)
        let other = gateway.ask("POST", "/v1/orders", #"{"title":"ode to joy"}"#, key)
        gateway.end(SIGKILL)
        try gateway.start()
        let third = gateway.ask("POST", "/v1/orders", body, key)

        let ticket = try #require(first.json["ticket"]?.int)
        #expect(second.json["ticket"] == .int(ticket))
        #expect(other.status == 422)
        #expect(third.status == 202 && third.json["ticket"] == .int(ticket))
        let queue = gateway.ask("GET", "/v1/destinations/kitchen/queue")
        #expect(queue.json["entries"]?.elements.count == 1)
    }

    @Test func `obeys commands and shows rooms and queues`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        for _ in 0..<3 {
            _ = gateway.ask("POST", "/v1/orders", #"{"title":"canon","wait_ms":5000}"#)
        }
        let room = "/v1/destinations/kitchen"

        let volume = gateway.ask("POST", room + "/commands", #"{"command":"volume","db":-12}"#)
        let pause = gateway.ask("POST", room + "/commands", #"{"command":"pause"}"#)
        let again = gateway.ask("POST", room + "/commands", #"{"command":"pause"}"#)
        let entries = gateway.ask("GET", room + "/queue").json["entries"]?.elements ?? []
        let last = try #require(entries.last?["entry"]?.int)
        let moved = gateway.ask("PATCH", room + "/queue/\(last)", #"{"place":1}"#)
        let now = gateway.ask("GET", room + "/queue").json["entries"]?.elements ?? []
        let removed = gateway.ask("DELETE", room + "/queue/\(last)")
        let cleared = gateway.ask("DELETE", room + "/queue")

        #expect(volume.status == 200 && pause.status == 200)
        #expect(again.status == 409 || again.status == 200)
        #expect(entries.count == 3 && moved.status == 200)
        #expect(now.dropFirst().first?["entry"] == .int(last))
        #expect(removed.status == 200 && cleared.status == 200)
        let shown = gateway.ask("GET", room).json
        #expect(shown["state"] == "paused" && shown["volume_db"] == .double(-12))
        #expect(shown["queue_length"] == 0)
        #expect(
            gateway.ask("POST", "/v1/destinations/garage/commands", #"{"command":"pause"}"#).status
                == 404)
    }

    @Test func `tells what changes to who listens`() throws {
        let gateway = try GatewayHome(try Home(kitchen: "silent"))
        try gateway.home.start()
        try gateway.start()
        let run = gateway.home.path + "/run"
        Thread.detachNewThread {
            usleep(300_000)
            for words in [["play", "--title", "canon", "--wait", "playing"], ["pause"]] {
                _ = Home.run(
                    Home.programs + "/jukebox", words, ["JUKEBOX_RUNTIME_DIR": run])
            }
        }

        let text = gateway.raw(
            "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: gone-7\r\n\r\n",
            seconds: 2)

        #expect(text.contains("text/event-stream") && text.contains("retry: 2000"))
        #expect(text.contains("event: gap"))
        #expect(text.contains(#""state":"playing""#) && text.contains(#""state":"paused""#))
        #expect(text.contains("\nid: "))
        #expect(gateway.end(SIGTERM) == 0)
    }

    @Test func `forgets who leaves in the middle of the events`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()
        func listeners() -> String? {
            gateway.ask("GET", "/metrics").body.split(separator: "\n")
                .first { $0.hasPrefix("jukebox_gateway_listeners ") }.map { String($0.suffix(2)) }
        }

        let streams = (0..<20).map { _ in
            gateway.open("GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        }
        Home.wait { listeners() == "20" }
        #expect(listeners() == "20")
        for stream in streams { GatewayHome.reset(stream) }
        _ = gateway.home.jukebox("volume", "40")  // an event without a listener
        Home.wait { listeners() == " 0" }

        #expect(listeners() == " 0")
        #expect(gateway.ask("GET", "/healthz").status == 200)
    }

    @Test func `finds the ring again that was replaced under its feet`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()
        let order = #"{"title":"canon","wait_ms":5000}"#
        #expect(gateway.ask("POST", "/v1/orders", order).status == 202)

        gateway.home.end(SIGKILL)
        for file in ["ring", "board"] {
            try FileManager.default.removeItem(atPath: gateway.home.path + "/run/" + file)
        }
        let without = gateway.ask("POST", "/v1/orders", order)
        try gateway.home.start()
        let answer = gateway.ask("POST", "/v1/orders", order)

        #expect([202, 503].contains(without.status), "\(without.body)")
        #expect(answer.status == 202 && answer.json["track_count"] == 1, "\(answer.body)")
    }

    @Test func `counts what it does`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        try gateway.start()
        _ = gateway.ask("POST", "/v1/orders", #"{"title":"canon","wait_ms":5000}"#)
        _ = gateway.ask("POST", "/v1/orders", #"{"title":"cannon","wait_ms":5000}"#)
        _ = gateway.ask("GET", "/nowhere")

        var text = ""
        func wait(for line: String) {
            Home.wait {
                text = gateway.ask("GET", "/metrics").body
                return text.contains(line)
            }
        }
        wait(for: "jukebox_audible_seconds_count 1\n")
        kill(try gateway.home.children()[0], SIGKILL)
        wait(for: "jukebox_player_restarts_total{destination=")

        for line in [
            #"jukebox_gateway_requests_total{door="http",route="placeOrder",code="202"} 1"#,
            #"jukebox_gateway_requests_total{door="http",route="placeOrder",code="422"} 1"#,
            #"jukebox_gateway_requests_total{door="http",route="none",code="404"} 1"#,
            #"jukebox_gateway_orders_total{outcome="refused"} 1"#, "jukebox_up 1",
            #"jukebox_gateway_request_seconds_count{route="placeOrder"} 2"#,
            #"jukebox_device_trouble{destination="kitchen"} 0"#, "jukebox_resolve_seconds_count 2",
            #"jukebox_orders_total{outcome="playing"} 1"#, "jukebox_audible_seconds_count 1",
            #"jukebox_orders_total{outcome="refused"} 1"#,
        ] { #expect(text.contains(line + "\n"), "\(line)") }
        #expect(text.contains("jukebox_player_restarts_total{destination="))
        #expect(text.contains("# EOF"))
    }

    @Test func `takes over the socket that systemd opened for it`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.home.start()
        let (socket, port) = try WebhookReceiver.listen()
        let log = gateway.home.path + "/activated.log"
        FileManager.default.createFile(atPath: log, contents: nil)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\"",
            Home.programs + "/jukebox-gateway", "--config", gateway.home.path + "/gateway.toml",
        ]
        process.standardInput = FileHandle(fileDescriptor: socket, closeOnDealloc: true)
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()

        // The client is there before the gateway is.
        gateway.goTo(port)
        let answer = gateway.ask("POST", "/v1/orders", #"{"title":"canon","wait_ms":5000}"#)

        #expect(answer.status == 202 && answer.json["track_count"] == 1, "\(answer.body)")
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let said = try String(contentsOfFile: log, encoding: .utf8)
        #expect(said.contains("listening address=http://127.0.0.1:\(port)"), "\(said)")
    }

    @Test func `listens on a Unix socket, also where a killed one has left its own`() throws {
        let home = try Home()
        try home.start()
        let path = home.path + "/http"
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write("unix.toml", text + "\n[gateway]\nlisten = [\"unix:\(path)\"]\n")
        func start() throws -> Process {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Home.programs + "/jukebox-gateway")
            process.arguments = ["--config", home.path + "/unix.toml"]
            process.standardError = FileHandle.nullDevice
            try process.run()
            return process
        }
        func answers() -> Bool {
            let request = "GET /v1/destinations HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            return GatewayHome.raw(request, through: path).contains("kitchen")
        }

        let first = try start()
        Home.wait(4) { answers() }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        #expect(FileManager.default.fileExists(atPath: path))
        let second = try start()
        Home.wait(4) { answers() }

        #expect(answers())
        kill(second.processIdentifier, SIGTERM)
        second.waitUntilExit()
        #expect(second.terminationStatus == 0)
    }
}
