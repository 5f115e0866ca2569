// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Foundation
import Testing

@Suite(
    .timeLimit(.minutes(2)),
    .enabled(
        if: HomeGraphStandIn.isPossible, "needs python3 and openssl"))
struct `Google is told of changes` {
    @Test func `by a service account: of devices that come, and of how they are`() throws {
        let home = try Home(kitchen: "silent")
        let song = "\(Home.music)/Johann Pachelbel/Melodies Everyone Knows/02 Canon.mp3\n"
        try home.write("lists/morning.m3u", song)
        let google = try HomeGraphStandIn(in: home)
        try home.start()
        let linked = try LinkedHome(home, more: google.settings)
        #expect(google.told.isEmpty)
        try linked.link()
        linked.gateway.end(SIGTERM)
        try linked.gateway.start()
        Home.wait { google.told("requestSync").count >= 2 }
        home.jukebox("play", "canon", "--to", "kitchen")
        Home.wait { google.states.contains { $0["playbackState"] == "PLAYING" } }
        home.jukebox("volume", "30")
        Home.wait { google.states.contains { $0["currentVolume"] == 30 } }

        let sync = linked.fulfil(#"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"}]}"#)
        let household = sync.json["payload"]?["agentUserId"]
        #expect(google.told.allSatisfy { $0["wrong"] == .null }, "\(google.told.map(\.line))")
        #expect(google.told("requestSync").first?["status"] == 401)
        #expect(google.told("requestSync").allSatisfy { $0["body"]?["agentUserId"] == household })
        #expect(google.states.contains { $0["playbackState"] == "PLAYING" })
        #expect(google.states.last?["currentVolume"] == 30)
        #expect(sync.json["payload"]?["devices"]?.elements.first?["willReportState"] == true)
    }

    @Test func `and a key file that is none is told before anything is served`() throws {
        let home = try Home()
        for text in [
            "", "{}",
            #"{"type":"service_account","client_email":"a","token_uri":"b","private_key":"c"}"#,
        ] {
            try home.write("key.json", text)
            let gateway = try GatewayHome(
                home, settings: "[gateway.google]\nservice_account = \"\(home.path)/key.json\"\n")
            let run = Home.run(
                Home.programs + "/jukebox-gateway", ["--config", home.path + "/gateway.toml"])
            #expect(run.status == 71 && run.errors.contains("key.json"), "\(run.errors)")
            _ = gateway
        }
    }
}

/// A process that plays Google's part, with its own service account.
final class HomeGraphStandIn {
    static let isPossible =
        Home.run("/usr/bin/env", ["python3", "-c", "import http.server"]).status == 0
        && Home.run("/usr/bin/env", ["openssl", "version"]).status == 0

    /// The gateway's settings for it.
    let settings: String
    private let process = Process()
    private let log: String

    init(in home: Home) throws {
        let (key, email) = (home.path + "/google.pem", "jukebox@house.iam.gserviceaccount.com")
        log = home.path + "/google.log"
        _ = Home.run("/usr/bin/env", ["openssl", "genrsa", "-out", key, "2048"])
        _ = Home.run(
            "/usr/bin/env", ["openssl", "rsa", "-in", key, "-pubout", "-out", key + ".pub"])
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", Home.root.path + "/Tests/HomeGraph/stand_in.py", key + ".pub", email,
        ]
        process.standardOutput = FileHandle(forWritingAtPath: log)
        try process.run()
        var port = ""
        for _ in 0..<1000 where port.isEmpty {
            port =
                (try? String(contentsOfFile: log, encoding: .utf8))?
                .split(separator: "\n").first.map(String.init) ?? ""
            usleep(5000)
        }
        let account: JSON = [
            "type": "service_account", "client_email": .string(email), "private_key_id": "1",
            "private_key": .string(try String(contentsOfFile: key, encoding: .utf8)),
            "token_uri": .string("http://127.0.0.1:\(port)/token"),
        ]
        try home.write("account.json", account.line)
        settings = """
            service_account = "\(home.path)/account.json"
            homegraph = "http://127.0.0.1:\(port)"

            """
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The requests that it received.
    var told: [JSON] {
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").dropFirst().compactMap { JSON(parsing: String($0)) }
    }

    func told(_ what: String) -> [JSON] {
        told.filter { $0["path"]?.string?.hasSuffix(what) == true }
    }

    /// The states of the kitchen that were reported to it, in order.
    var states: [JSON] {
        told("reportStateAndNotification").compactMap {
            $0["body"]?["payload"]?["devices"]?["states"]?["speaker/kitchen"]
        }
    }
}
