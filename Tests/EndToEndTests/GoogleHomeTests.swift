// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Google Home` {
    private func linked(kitchen: String? = "silent", more: String = "") throws -> LinkedHome {
        let home = try Home(kitchen: kitchen)
        let music = Home.music
        try home.write(
            "lists/morning.m3u", "\(music)/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3\n")
        try home.write(
            "lists/evening.m3u", "\(music)/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3\n")
        let linked = try LinkedHome(home, more: more)
        try home.start()
        try linked.link()
        return linked
    }

    @Test func `gets the answers that its documentation's requests want`() throws {
        let linked = try linked()
        let file = Home.root.appendingPathComponent("Tests/Fixtures/assistants/google.json")
        let cases = try #require(JSON(parsing: String(contentsOf: file, encoding: .utf8)))
        #expect(cases.elements.count > 20)
        for one in cases.elements {
            let name = one["name"]?.string ?? "?"
            // The documentation's devices and inputs are others than ours.
            let body = (one["request"] ?? .null).line
                .replacing(#""123""#, with: #""speaker/kitchen""#)
                .replacing(#""456""#, with: #""speaker/study""#)
                .replacing(#""789""#, with: #""scene/morning""#)
                .replacing(#""media_playback_1""#, with: #""playlist/morning""#)
            let answer = linked.fulfil(body)
            #expect(answer.status == 200, "\(name)")
            #expect(answer.json["requestId"] == one["request"]?["requestId"], "\(name)")
            guard let wanted = one["status"]?.elements else { continue }
            let done = answer.json["payload"]?["commands"]?.elements.first
            #expect(wanted.contains(done?["status"] ?? .null), "\(name): \(answer.body)")
            #expect(done?["errorCode"] == one["errorCode"], "\(name)")
            if case .object(let members)? = one["states"] {
                for state in members {
                    #expect(done?["states"]?[state.name] == state.value, "\(name): \(answer.body)")
                }
            }
            // What was ordered plays before the next request, as it would in a room.
            if done?["status"] == "PENDING" {
                Home.wait { linked.query()["playbackState"] == "PLAYING" }
            }
        }
    }

    @Test func `switches to a set list, and tells which one plays`() throws {
        let linked = try linked()

        let answer = linked.execute("SetInput", ["newInput": "playlist/morning"])
        Home.wait { linked.query()["playbackState"] == "PLAYING" }
        let other = linked.execute("NextInput")
        Home.wait { linked.query()["currentInput"] == "playlist/evening" }

        #expect(["PENDING", "SUCCESS"].contains(answer["status"]))
        #expect(["PENDING", "SUCCESS"].contains(other["status"]))
        #expect(linked.query()["currentInput"] == "playlist/evening")
        #expect(linked.query()["on"] == true)
    }

    @Test func `orders once when a request comes twice, also at the same time`() async throws {
        let linked = try linked()
        let id = "same"
        _ = linked.execute("SetInput", ["newInput": "playlist/morning"], id: id)
        for _ in 0..<3 { _ = linked.execute("SetInput", ["newInput": "playlist/morning"], id: id) }
        #expect(linked.gateway.end(SIGTERM) == 0)
        try linked.gateway.start()
        _ = linked.execute("SetInput", ["newInput": "playlist/morning"], id: id)

        let orders = linked.gateway.home.jukebox("orders", "--json").json["orders"]?.elements ?? []
        #expect(orders.filter { $0["outcome"] != "refused" }.count == 1)
    }

    @Test func `is refused without its token, and with a foreign one`() throws {
        let linked = try linked()
        let body = #"{"requestId":"7","inputs":[{"intent":"action.devices.SYNC"}]}"#
        let ours = linked.gateway.token("new", "--scope", "admin").output.trimmingCharacters(
            in: .newlines)

        for token in ["", "jba.x.9999999999.y", ours, linked.refresh] {
            let answer = linked.fulfil(body, token: token)
            #expect(answer.status == 401)
            #expect(answer.json["requestId"] == "7")
            #expect(answer.json["payload"]?["errorCode"] == "authFailure")
        }
        #expect(linked.fulfil(body).status == 200)
    }

    @Test func `is told what is wrong with a request, a device or a command`() throws {
        let linked = try linked()

        #expect(linked.fulfil("{").status == 400)
        #expect(linked.fulfil("{}").json["payload"]?["errorCode"] == "protocolError")
        let unknown = linked.execute("mediaPause", device: "speaker/attic")
        #expect(unknown["errorCode"] == "deviceNotFound")
        let strange = linked.execute("Fill")
        #expect(strange["errorCode"] == "functionNotSupported")
        let loud = linked.execute("setVolume", ["volumeLevel": 1000])
        #expect(loud["errorCode"] == "valueOutOfRange")
        let empty = linked.fulfil(
            #"{"requestId":"1","inputs":[{"intent":"action.devices.EXECUTE","payload":{"commands":[{"devices":[],"execution":[{"command":"action.devices.commands.mediaPause"}]}]}}]}"#
        )
        #expect(empty.status == 200 && empty.json["payload"]?["commands"] == [])
        let devices = (0..<1400).map { #"{"id":"speaker/\#($0)"}"# }.joined(separator: ",")
        let crowd = linked.fulfil(
            #"{"requestId":"1","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[\#(devices)]}}]}"#
        )
        #expect(crowd.status == 400)
    }

    @Test func `is answered at once while the daemon hangs, and while there is none`() throws {
        let linked = try linked()
        linked.gateway.home.pause(true)
        var slowest = 0.0
        func timed(_ work: () -> JSON) -> JSON {
            let start = Date()
            defer { slowest = max(slowest, -start.timeIntervalSinceNow) }
            return work()
        }
        let hung = timed { linked.execute("SetInput", ["newInput": "playlist/morning"]) }
        let again = timed { linked.execute("setVolume", ["volumeLevel": 50]) }
        let state = timed { linked.query() }
        linked.gateway.home.pause(false)
        linked.gateway.home.end(SIGKILL)
        let late = timed { linked.execute("mediaPause") }
        let left = timed { linked.execute("SetInput", ["newInput": "playlist/evening"]) }
        let away = timed { linked.query() }

        #expect(hung["status"] == "PENDING" && again["status"] == "PENDING")
        #expect(state["online"] == true)
        #expect(late["errorCode"] == "deviceOffline" && left["status"] == "PENDING")
        #expect(away["online"] == false)
        #expect(slowest < 2)
        try linked.gateway.home.start()
        Home.wait { linked.query()["currentInput"] == "playlist/evening" }
        #expect(linked.query()["currentInput"] == "playlist/evening")
    }

    @Test func `is unlinked by itself, and by the household`() throws {
        let linked = try linked()
        let gone = linked.fulfil(
            #"{"requestId":"1","inputs":[{"intent":"action.devices.DISCONNECT"}]}"#)
        let after = linked.fulfil(#"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"}]}"#)
        #expect(gone.status == 200 && gone.json == [:])
        #expect(after.status == 401)

        try linked.link()
        let settings = ["--config", linked.gateway.home.path + "/gateway.toml"]
        let program = Home.programs + "/jukebox-gateway"
        let accounts = Home.run(program, ["link", "list"] + settings).output
        let id = String(accounts.prefix { $0 != " " })
        #expect(Home.run(program, ["link", "revoke", id] + settings).status == 0)
        #expect(
            linked.fulfil(#"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"}]}"#).status
                == 401)
        #expect(
            linked.token(["grant_type": "refresh_token", "refresh_token": linked.refresh]).json[
                "error"] == "invalid_grant")
    }

    @Test func `links only whom the household lets in`() throws {
        let linked = try linked()

        let page = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&state=s&user_locale=ja&redirect_uri=\(LinkedHome.redirect)"
        )
        #expect(page.status == 200 && page.body.contains("Google") && page.body.contains("パスワード"))
        let foreign = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&redirect_uri=https://evil.example/"
        )
        #expect(foreign.status == 400 && !foreign.headers.lowercased().contains("location:"))
        let denied = linked.consent(["decision": "deny", "password": ""])
        #expect(denied.status == 303 && denied.headers.contains("error=access_denied&state=s"))
        let wrong = linked.consent(["password": "sesame"])
        #expect(wrong.status == 403 && wrong.body.contains("role=\"alert\""))
        let given = linked.consent()
        let code = LinkedHome.code(given)
        #expect(given.status == 303 && !code.isEmpty)
        #expect(linked.token(["code": code, "client_secret": "x"]).status == 401)
        #expect(linked.token(["code": code]).status == 200)
        let twice = linked.token(["code": code])
        #expect(twice.status == 400 && twice.json["error"] == "invalid_grant")
        let cross = linked.gateway.ask(
            "POST", "/oauth/authorize", "decision=allow",
            [
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": "https://evil.example",
            ])
        #expect(cross.status == 403 && cross.json["code"] == nil && cross.body.contains("origin"))
        let page2 = linked.gateway.ask(
            "GET",
            "/oauth/authorize?client_id=google&response_type=code&user_locale=fr&redirect_uri=\(LinkedHome.redirect)"
        )
        #expect(page2.status == 200 && page2.body.contains("lang=\"en\""))
        #expect(linked.gateway.ask("POST", "/oauth/token", "{}").status == 415)
        #expect(linked.form("/oauth/token", [:]).json["error"] == "invalid_client")
        #expect(linked.token(["grant_type": "password"]).json["error"] == "unsupported_grant_type")
    }

    @Test func `is not spoken with unless the settings say so`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.start()

        for path in ["/google/fulfilment", "/oauth/token", "/oauth/authorize"] {
            #expect(gateway.ask("POST", path, "{}").status == 404)
        }
    }
}

extension LinkedHome {
    /// How the kitchen is.
    func query() -> JSON {
        let body =
            #"{"requestId":"q","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[{"id":"speaker/kitchen"}]}}]}"#
        return fulfil(body).json["payload"]?["devices"]?["speaker/kitchen"] ?? .null
    }
}
