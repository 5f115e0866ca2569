// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JukeboxModel
import JukeboxSettings
import Testing

@Suite struct `The settings file` {
    private let defaults = Settings.defaults(
        for: Surroundings(environment: ["HOME": "/home/x"], uid: 7))

    private func read(_ text: String) -> Result<Settings, SettingsReader.Faults> {
        SettingsReader.read(Array(text.utf8), defaults: defaults) {
            $0.hasPrefix("/srv") ? nil : "names “\($0)”, which is no folder"
        }
    }

    private func faults(_ text: String) -> [String] {
        guard case .failure(let faults) = read(text) else { return [] }
        return faults.errors.map { $0.described(in: "f") }
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
