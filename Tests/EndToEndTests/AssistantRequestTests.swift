// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

/// The requests under Tests/Fixtures/assistants, whose README names their sources.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `The requests of public test suites` {
    /// The error codes that Google knows and the gateway may use
    /// (developers.home.google.com/cloud-to-cloud/reference/errors).
    private static let errorCodes: Set<String> = [
        "actionNotAvailable", "authFailure", "deviceNotFound", "deviceOffline",
        "functionNotSupported", "hardError", "protocolError", "transientError",
        "unsupportedInput", "valueOutOfRange", "volumeAlreadyMax", "volumeAlreadyMin",
    ]

    private func read(_ name: String) throws -> JSON {
        let file = Home.root.appendingPathComponent("Tests/Fixtures/assistants/\(name).json")
        return try #require(JSON(parsing: String(contentsOf: file, encoding: .utf8)))
    }

    private func linked() throws -> LinkedHome {
        let home = try Home(kitchen: "silent")
        for list in ["morning", "evening"] {
            let song = "\(Home.music)/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3"
            try home.write("lists/\(list).m3u", song + "\n")
        }
        let linked = try LinkedHome(home)
        try home.start()
        try linked.link()
        return linked
    }

    @Test(arguments: ["actions-on-google", "home-assistant"])
    func `get the right answers`(name: String) throws {
        let file = try read(name)
        let linked = try linked()
        linked.gateway.home.jukebox("play", "canon", "--to", "kitchen", "--wait", "playing")

        let cases = file["cases"]?.elements ?? []
        #expect(cases.count > 10)
        for one in cases {
            let ids = strings(file["ids"]).merging(strings(one["ids"])) { $1 }
            check(one, ids, linked)
            // The order plays before the next request, as it would in a room.
            if !(one["answers"]?.line.contains("PENDING") ?? false) { continue }
            Home.wait { linked.query()["playbackState"] == "PLAYING" }
        }
    }

    private func strings(_ json: JSON?) -> [String: String] {
        guard case .object(let members)? = json else { return [:] }
        return Dictionary(
            uniqueKeysWithValues: members.map { ($0.name, $0.value.string ?? "") })
    }

    private func check(_ one: JSON, _ ids: [String: String], _ linked: LinkedHome) {
        let name = one["name"]?.string ?? "?"
        let body = ids.reduce((one["request"] ?? .null).line) { text, id in
            text.replacing("\"\(id.key)\"", with: "\"\(id.value)\"")
        }
        // The headers that Google's requests have.
        let answer = linked.gateway.ask(
            "POST", "/google/fulfilment", body,
            [
                "Authorization": "Bearer \(linked.access)",
                "Content-Type": "application/json;charset=UTF-8",
                "Google-Assistant-Api-Version": "v1", "Accept-Encoding": "gzip,deflate,br",
            ])
        let intent = one["request"]?["inputs"]?.elements.first?["intent"]?.string ?? ""
        if intent.hasSuffix("DISCONNECT") {
            #expect(answer.status == 200 && answer.json == [:], "\(name)")
            return
        }
        #expect(answer.json["requestId"] == one["request"]?["requestId"], "\(name)")
        let payload = answer.json["payload"] ?? .null
        if let refused = one["refused"] {
            #expect(answer.status == 400 && payload["errorCode"] == refused, "\(name)")
            return
        }
        #expect(answer.status == 200, "\(name)")
        switch intent {
        case "action.devices.SYNC": checkDevices(payload)
        case "action.devices.QUERY": checkStates(payload, one, ids)
        default: checkCommands(payload, one, ids)
        }
    }

    private func checkDevices(_ payload: JSON) {
        #expect(payload["agentUserId"]?.string?.isEmpty == false)
        let devices = payload["devices"]?.elements ?? []
        #expect(devices.count == 4)
        for device in devices {
            #expect(device["id"]?.string?.isEmpty == false)
            #expect(device["type"]?.string?.hasPrefix("action.devices.types.") == true)
            #expect(device["traits"]?.elements.isEmpty == false)
            #expect(device["name"]?["name"]?.string?.isEmpty == false)
            #expect(device["willReportState"]?.bool != nil)
        }
    }

    private func checkStates(_ payload: JSON, _ one: JSON, _ ids: [String: String]) {
        let name = one["name"]?.string ?? "?"
        guard case .object(let answers)? = one["answers"] else { return }
        for wanted in answers {
            let device = payload["devices"]?[ids[wanted.name] ?? wanted.name] ?? .null
            #expect(device["online"]?.bool != nil, "\(name)")
            checkOutcome(device, wanted.value, "\(name): \(wanted.name)")
        }
    }

    private func checkCommands(_ payload: JSON, _ one: JSON, _ ids: [String: String]) {
        let name = one["name"]?.string ?? "?"
        guard case .object(let answers)? = one["answers"] else { return }
        let commands = payload["commands"]?.elements ?? []
        #expect(commands.flatMap { $0["ids"]?.elements ?? [] }.count == answers.count, "\(name)")
        for wanted in answers {
            let id = ids[wanted.name] ?? wanted.name
            let answer = commands.first { $0["ids"] == [.string(id)] } ?? .null
            checkOutcome(answer, wanted.value, "\(name): \(wanted.name)")
            guard case .object(let states)? = one["states"]?[wanted.name] else { continue }
            for state in states {
                #expect(answer["states"]?[state.name] == state.value, "\(name): \(answer.line)")
            }
        }
    }

    /// Whether a device's answer is one of the allowed ones, and is complete.
    private func checkOutcome(_ answer: JSON, _ allowed: JSON, _ name: String) {
        let status = answer["status"]?.string ?? "?"
        let code = answer["errorCode"]?.string
        #expect(allowed.elements.contains(.string(code ?? status)), "\(name): \(answer.line)")
        switch status {
        case "SUCCESS", "PENDING": #expect(code == nil, "\(name)")
        case "ERROR", "OFFLINE": #expect(Self.errorCodes.contains(code ?? "?"), "\(name)")
        default: Issue.record("\(name): unknown status \(status)")
        }
    }

    // MARK: The console

    @Test func `are such as the console sends for sentences`() throws {
        let home = try Home(kitchen: "silent")
        try home.write("lists/morning.m3u", "\(home.path)/music/later.mp3\n")
        let redirect = "http://localhost/console"
        let linked = try LinkedHome(home, more: "redirects = [\"\(redirect)\"]\n")
        try home.start()

        let token = linked.gateway.token("new", "--scope", "control").output
            .trimmingCharacters(in: .newlines)
        let run = Home.run(
            Home.programs + "/assistant-console",
            [
                "--url", "http://localhost:\(linked.gateway.port)", "--password",
                LinkedHome.password, "--secret", linked.secret, "--token", token, "--quiet",
            ], input: "volume 30\nturn off the study\nplay canon in the study\ndance in the study\n"
        )
        let answers = run.output.split(separator: "\n").filter { $0.hasPrefix("assistant: ") }
            .map { $0.dropFirst("assistant: ".count) }

        #expect(run.status == 0, "\(run.errors)")
        try #require(answers.count == 6, "\(run.output)")
        #expect(answers[0] == "The account is linked." && answers[1] == "I know 3 devices.")
        #expect(answers[2] == "OK." && answers[3] == "OK.")
        #expect(answers[4].contains("Canon by Johann Pachelbel"))
        #expect(answers[5].contains("could not find"))
    }

    // MARK: Dialogflow

    @Test(arguments: ["es", "cx"])
    func `are answered in words by Dialogflow's door, whatever is null or missing`(
        edition: String
    ) throws {
        let whole = try #require(try read("dialogflow")[edition])
        let home = try Home(kitchen: "silent")
        let gateway = try GatewayHome(home)
        try home.start()
        try gateway.start()
        let variants = whole.variants
        #expect(variants.count > 40)

        for body in [whole] + variants {
            let answer = gateway.ask("POST", "/dialogflow", body.line)
            let message =
                answer.json["fulfillmentText"]
                ?? answer.json["fulfillmentResponse"]?["messages"]?.elements.first?["text"]?[
                    "text"]?.elements.first
            #expect(answer.status == 200, "\(body.line): \(answer.body)")
            #expect(message?.string?.isEmpty == false, "\(body.line): \(answer.body)")
        }
    }
}

extension JSON {
    /// The value with each of its members once null, once missing and once a number.
    fileprivate var variants: [JSON] {
        guard case .object(let members) = self else { return [] }
        return members.indices.flatMap { index in
            func with(_ value: JSON?) -> JSON {
                var changed = members
                if let value { changed[index].value = value } else { changed.remove(at: index) }
                return .object(changed)
            }
            return [with(.null), with(nil), with(7)] + members[index].value.variants.map(with)
        }
    }
}
