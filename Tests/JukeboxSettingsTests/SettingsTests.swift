// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import JukeboxSettings
import Testing

@Suite struct `The settings file` {
    private let defaults = Settings.defaults(
        for: Environment(environment: ["HOME": "/home/x"], uid: 7))

    private func read(_ text: String) -> Result<Settings, SettingsReader.Faults> {
        SettingsReader.read(Array(text.utf8), defaults: defaults) {
            $0.hasPrefix("/srv") ? nil : "names “\($0)”, which is no folder"
        }
    }

    private func faults(_ text: String) -> [String] {
        guard case .failure(let faults) = read(text) else { return [] }
        return faults.errors.map { $0.described(in: "f") }
    }

    @Test func `opens the door for Google, and knows what rooms and playlists are called`() throws {
        let settings = try read(
            """
            [gateway.google]
            project = "my-house"
            languages = ["en", "ja"]
            device = "soundbar"
            scenes = false
            redirects = ["https://panel.example/back"]
            [[destination]]
            name = "kitchen"
            device = "silent"
            nicknames = ["台所", "galley"]
            room = "Kitchen"
            playlist = "Morning"
            [[playlist]]
            name = "Morning"
            nicknames = ["朝"]
            """
        ).get()

        let google = try #require(settings.gateway.google)
        #expect(google.languages == ["en", "ja"] && google.device == "soundbar" && !google.scenes)
        #expect(
            google.allRedirects == [
                "https://oauth-redirect.googleusercontent.com/r/my-house",
                "https://oauth-redirect-sandbox.googleusercontent.com/r/my-house",
                "https://panel.example/back",
            ])
        #expect(settings.destinations.first?.nicknames == ["台所", "galley"])
        #expect(settings.destinations.first?.room == "Kitchen")
        #expect(settings.destinations.first?.playlist == "Morning")
        #expect(settings.playlist(nicknamed: "朝") == "Morning")
        #expect(try read("[gateway.google]").get().gateway.google == .init())
    }

    @Test func `tells what is wrong with names and with Google's table`() {
        let faults = faults(
            """
            gateway.google.project = "My House"
            gateway.google.languages = ["fr"]
            gateway.google.device = "lamp"
            gateway.google.redirects = ["ftp://x"]
            gateway.google.scenes = 1
            [[destination]]
            name = "kitchen"
            device = "silent"
            nicknames = "台所"
            """)

        #expect(faults.count == 6, "\(faults)")
        #expect(faults.first?.hasPrefix("f:1:") == true)
        #expect(
            self.faults(
                """
                [[destination]]
                name = "kitchen"
                device = "silent"
                [[destination]]
                name = "study"
                device = "silent"
                nicknames = ["The Kitchen"]
                """
            ) == ["f:4:1: “The Kitchen” is a name of destination “kitchen” already"])
        #expect(self.faults("[[playlist]]\nnicknames = [\"a\"]").count == 1)
    }

    @Test func `may be empty`() throws {
        #expect(try read("").get() == defaults)
    }

    @Test func `says everything in one place`() throws {
        let settings = try read(
            """
            default_destination = "台所"
            [paths]
            music = ["/srv/music", "/srv/more"]
            [limits]
            queue_entries = 5
            [[destination]]
            name = "kitchen"
            device = "hw:1"
            [[destination]]
            name = "台所"
            device = "silent"
            """
        ).get()

        #expect(settings.defaultDestination.text == "台所")
        #expect(settings.paths.music == ["/srv/music", "/srv/more"])
        #expect(settings.limits.queueEntries == 5)
        #expect(settings.destinations.map(\.device) == ["hw:1", "silent"])
    }

    @Test func `names whom the gateway tells, each once and with its secret`() throws {
        let settings = try read(
            """
            [[gateway.webhook]]
            url = "https://panel.example/hooks"
            secret = "/srv/panel"
            [[gateway.webhook]]
            url = "http://[::1]:8000/"
            secret = "/srv/other"
            """
        ).get()

        #expect(
            settings.gateway.webhooks == [
                .init(url: "https://panel.example/hooks", secret: "/srv/panel"),
                .init(url: "http://[::1]:8000/", secret: "/srv/other"),
            ])
        for url in ["ftp://x/", "https://", "https:///x", "https://u:p@x/", "http://x/#y", "x y"] {
            #expect(
                faults("[[gateway.webhook]]\nurl = \"\(url)\"\nsecret = \"/s\"") == [
                    "f:2:7: “\(url)” is no address; say https://HOST/PATH"
                ])
        }
        #expect(faults("[[gateway.webhook]]\nsecret = \"/s\"")[0].contains("no “url”"))
        #expect(faults("[[gateway.webhook]]\nurl = \"http://x\"")[0].contains("no “secret”"))
        let twice = "[[gateway.webhook]]\nurl = \"http://x\"\nsecret = \"/s\"\n"
        #expect(faults(twice + twice)[0].contains("above already"))
        #expect(faults("[gateway]\nwebhook = 3")[0].contains("list of tables"))
    }

    @Test func `says what programs on this machine may do, and what one client may use up`() throws
    {
        let gateway = try read(
            """
            [gateway]
            local = "read"
            socket = "/srv/jukebox.sock"
            connections = 10
            connections_per_address = 5
            event_streams = 2
            """
        ).get().gateway

        #expect(gateway.local == .read && gateway.socket == "/srv/jukebox.sock")
        #expect(gateway.connections == 10 && gateway.connectionsPerAddress == 5)
        #expect(gateway.eventStreams == 2)
        #expect(
            faults("[gateway]\nlocal = \"all\"\nconnections = 9\nsocket = \"x\"") == [
                "f:2:9: “all” is not a local access; say control, read or none",
                "f:3:15: “gateway.connections” is 9; it must be a whole number from 10 to 100000",
                "f:4:10: “gateway.socket” is “x”; it must be a full path that begins with /",
            ])
    }

    @Test func `puts the gateway's socket beside the runtime directory, unless it says otherwise`()
        throws
    {
        func socket(_ text: String, runtime: String? = nil) throws -> String? {
            try SettingsReader.read(Array(text.utf8), defaults: defaults, runtime: runtime) { _ in
                nil
            }.get().gateway.socket
        }

        #expect(defaults.gateway.socket == defaults.paths.runtime + "-gateway/http.sock")
        #expect(try socket("paths.runtime = \"/run/a\"") == "/run/a-gateway/http.sock")
        #expect(
            try socket("paths.runtime = \"/run/a\"", runtime: "/run/b")
                == "/run/b-gateway/http.sock")
        #expect(try socket("gateway.socket = \"none\"", runtime: "/run/b") == nil)
        #expect(try socket("gateway.socket = \"/x\"", runtime: "/run/b") == "/x")
    }

    @Test func `refuses a single table where a list of tables belongs`() {
        #expect(
            faults("[destination]\nname = \"x\"") == [
                "f:1:1: “destination” is a table; it must be a list of tables: [[destination]]"
            ])
    }

    @Test func `is told all its faults at once, each with its place`() {
        let found = faults(
            """
            defualt_destination = "x"
            [paths]
            music = "/srv"
            playlists = "/nowhere"
            [limits]
            queue_entries = "many"
            [[destination]]
            name = "a"
            device = "silent"
            [[destination]]
            name = "a"
            device = "silent"
            """)

        #expect(found.count == 5)
        #expect(found.first?.hasPrefix("f:1:") == true)
        #expect(found.first?.contains("did you mean “default_destination”?") == true)
        #expect(found.map { $0.split(separator: ":")[1] } == ["1", "3", "4", "6", "11"])
    }

    @Test func `with a syntax error is told that alone`() {
        let found = faults("wrong = 1\n[paths\nmusic = 2\n")

        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("f:2:") == true)
    }

    @Test func `must name a default destination that exists`() {
        #expect(
            faults(
                """
                default_destination = "attic"
                [[destination]]
                name = "kitchen"
                device = "silent"
                """) == ["f:1:23: no destination “attic”; there are: kitchen"])
    }

    @Test func `cut off at any byte is read without harm`() {
        let text = Array(
            "[[destination]]\nname = \"a\"\ndevice = \"b\"\n[limits]\nqueue_entries = 1".utf8)
        for length in 0...text.count {
            _ = SettingsReader.read(Array(text[..<length]), defaults: defaults) { _ in nil }
        }
    }
}

@Suite struct `The settings file of the service` {
    @Test func `is looked for by root and by service accounts, after one of their own`() {
        let home = ["HOME": "/home/x"]
        let own = "/home/x/.config/jukebox/jukebox.toml"
        let service = "/etc/jukebox/jukebox.toml"

        #expect(Environment(environment: home, uid: 0).settingsFiles == [own, service])
        #expect(Environment(environment: home, uid: 998).settingsFiles == [own, service])
        #expect(Environment(environment: home, uid: 1000).settingsFiles == [own])
        #expect(
            Environment(environment: ["XDG_CONFIG_HOME": "/c"], uid: 1000).settingsFiles == [
                "/c/jukebox/jukebox.toml"
            ])
    }

    @Test func `is found also if it was made after the start, and never ignored if it is broken`()
        throws
    {
        let folder = NSTemporaryDirectory() + "jukebox-settings-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let source = SettingsSource(
            file: nil, runtime: nil,
            environment: Environment(environment: ["XDG_CONFIG_HOME": folder], uid: 1000))
        let before = (source.file, try source.read().get().limits.queueEntries)
        let file = folder + "/jukebox/jukebox.toml"
        try FileManager.default.createDirectory(
            atPath: folder + "/jukebox", withIntermediateDirectories: true)

        try "limits.queue_entries = 5".write(toFile: file, atomically: true, encoding: .utf8)
        let after = (source.file, try source.read().get().limits.queueEntries)
        try FileManager.default.removeItem(atPath: file)
        try FileManager.default.createDirectory(
            atPath: file, withIntermediateDirectories: false)

        #expect(before == (nil, 20_000) && after == (file, 5))
        #expect(throws: SettingsErrors.self) { try source.read().get() }
    }
}
