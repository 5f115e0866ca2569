// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct `Google Home` {
    func linked(
        kitchen: String? = "silent", more: String = "", playlist: String? = nil
    ) throws -> LinkedHome {
        let home = try Home(kitchen: kitchen)
        if let playlist {
            let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
            let name = "name = \"kitchen\"\n"
            try home.write(
                "jukebox.toml",
                text.replacing(name, with: name + "playlist = \"\(playlist)\"\n"))
        }
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
            // The documentation's devices and inputs are replaced by ours.
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
            // The order plays before the next request, as it would in a room.
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

    @Test func `carries out a request with another body, though its id was there before`() throws {
        let linked = try linked()
        // The third request is the first one again, and is not carried out twice.
        for (level, volume) in [(20, 20), (40, 40), (20, 40)] as [(Int64, Int64)] {
            let answer = linked.execute("setVolume", ["volumeLevel": .int(level)], id: "same")
            #expect(answer["status"] == "SUCCESS")
            #expect(linked.query()["currentVolume"] == .int(volume))
        }
        let muted = linked.execute("mute", ["mute": true], id: "same")

        #expect(muted["status"] == "SUCCESS" && muted["states"]?["isMuted"] == true)
        #expect(linked.query()["currentVolume"] == 40)
        let orders = linked.gateway.home.jukebox("orders", "--json").json["orders"]?.elements ?? []
        #expect(orders.count == 3)
    }

    @Test func `turns everything off and on, also rooms where nothing plays`() throws {
        let linked = try linked()
        linked.gateway.home.jukebox("play", "canon", "--to", "kitchen", "--wait", "playing")

        for on in [false, false, true, true, false] {
            for device in ["speaker/kitchen", "speaker/study"] {
                let answer = linked.execute("OnOff", ["on": .bool(on)], device: device)
                #expect(answer["status"] == "SUCCESS", "\(device) \(on): \(answer.line)")
                #expect(answer["states"]?["on"] == .bool(on), "\(device) \(on): \(answer.line)")
                #expect(linked.query(device)["on"] == .bool(on), "\(device) \(on)")
            }
        }
        #expect(linked.execute("mediaPause", device: "speaker/study")["status"] == "SUCCESS")
    }

    @Test func `turns a room with an empty queue on with the playlist of its settings`() throws {
        let linked = try linked(playlist: "morning")

        let answer = linked.execute("OnOff", ["on": true])
        Home.wait { linked.query()["playbackState"] == "PLAYING" }

        #expect(["PENDING", "SUCCESS"].contains(answer["status"]))
        #expect(answer["states"]?["on"] == true)
        #expect(linked.query()["currentInput"] == "playlist/morning")
        #expect(linked.query()["on"] == true)
    }

    @Test func `is refused without its token, and with a foreign one`() throws {
        let linked = try linked()
        let body = #"{"requestId":"7","inputs":[{"intent":"action.devices.SYNC"}]}"#
        let ours = linked.gateway.token("new", "--scope", "admin").output.trimmingCharacters(
            in: .newlines)

        for token in ["", "jba.x.9999999999.y", ours, linked.refresh] {
            let answer = linked.fulfil(body, token: token)
            #expect(answer.status == 401)
            // The body is not read before the token is known, so its requestId is not either.
            #expect(answer.json["requestId"] == "")
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

    @Test func `is not spoken with unless the settings say so`() throws {
        let gateway = try GatewayHome(try Home())
        try gateway.start()

        for path in ["/google/fulfilment", "/oauth/token", "/oauth/authorize"] {
            #expect(gateway.ask("POST", path, "{}").status == 404)
        }
    }
}

extension LinkedHome {
    /// The state of a speaker.
    func query(_ device: String = "speaker/kitchen") -> JSON {
        let body =
            #"{"requestId":"q","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[{"id":"\#(device)"}]}}]}"#
        return fulfil(body).json["payload"]?["devices"]?[device] ?? .null
    }
}
