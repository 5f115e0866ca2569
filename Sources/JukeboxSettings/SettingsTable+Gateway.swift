// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The tables `[gateway]`, `[gateway.google]` and `[[gateway.webhook]]`.
extension SettingsTable {
    static let gateway: [Setting<Settings>] =
        access + [
            Setting(
                "gateway.wait_ms", \.gateway.waitMilliseconds, .number(0...10_000),
                "How many milliseconds a request waits until its names are resolved"),
            Setting(
                "gateway.language", \.gateway.language,
                .word(["en", "ja"], "language that the gateway speaks"),
                "The language of spoken answers if a client names none"),
            Setting(
                optional: "gateway.certificate", \.gateway.certificate, .path,
                "TLS: the PEM file of the certificate chain."),
            Setting(
                optional: "gateway.key", \.gateway.key, .path,
                "TLS: the PEM file of the certificate's key."),
            Setting(
                optional: "gateway.webhook_secrets", \.gateway.webhookSecrets, .path,
                "The file of the secrets for signed webhooks"),
            Setting(
                optional: "gateway.pipes", \.gateway.pipes, .path,
                "The folder of the named pipes for shells and containers"),
            Setting(
                "gateway.pipes_scope", \.gateway.pipesScope,
                .word(["read", "play", "control"], "scope of the pipes"),
                "What all writers may do, because a pipe does not tell who writes"),
        ]

    private static let access: [Setting<Settings>] = [
        Setting(
            list: "gateway.listen", \.gateway.listen, of: .listening,
            example: "a list: [\"127.0.0.1:6680\"]", "Where jukebox-gateway listens"),
        Setting(
            "gateway.socket", \.gateway.socket, .pathOrNone,
            "The Unix socket for programs on this machine"),
        Setting(
            "gateway.local", \.gateway.local, .localAccess,
            "What a program on this machine may do over TCP without a token"),
        Setting(
            list: "gateway.hosts", \.gateway.hosts, of: .lowercased,
            example: "a list: [\"jukebox.local\"]",
            "Names, besides localhost, that clients may use for it (the Host of their requests)."),
        Setting(
            list: "gateway.origins", \.gateway.origins, of: .lowercased,
            example: "a list: [\"https://panel.example\"]",
            "Web pages of other hosts that may use it, such as \"https://panel.example\"."),
        Setting(
            "gateway.requests_per_minute", \.gateway.requestsPerMinute, .number(1...10_000_000),
            "How many requests per minute a token may make, or an address without a token"),
        Setting(
            "gateway.connections", \.gateway.connections, .number(10...100_000),
            "How many connections it keeps open at most"),
        Setting(
            "gateway.connections_per_address", \.gateway.connectionsPerAddress,
            .number(1...100_000), "How many of them one address may have"),
        Setting(
            "gateway.event_streams", \.gateway.eventStreams, .number(1...10_000),
            "How many event streams a token may have, or an address without a token"),
        Setting(
            optional: "gateway.tokens", \.gateway.tokens, .path,
            "The file with the hashes of the tokens."),
    ]

    static let google: [Setting<Settings>] = [
        Setting(
            optional: "gateway.google.project", \.gateway.openedGoogle.project, .project,
            "The project's id in Google's console."),
        Setting(
            list: "gateway.google.redirects", \.gateway.openedGoogle.redirects,
            of: .url("https://HOST/PATH"), example: "a list: [\"https://HOST/PATH\"]",
            "Further addresses that accounts are linked from, compared letter by letter."),
        Setting(
            list: "gateway.google.languages", \.gateway.openedGoogle.languages,
            of: .word(["en", "ja"], "language that the gateway speaks"),
            example: "a list: [\"en\", \"ja\"]", "The languages that people speak"),
        Setting(
            "gateway.google.device", \.gateway.openedGoogle.device,
            .word(["speaker", "soundbar"], "kind of device"), "How a room appears"),
        Setting(
            "gateway.google.scenes", \.gateway.openedGoogle.scenes, .boolean,
            "Whether each playlist is also a scene."),
        Setting(
            optional: "gateway.google.service_account", \.gateway.openedGoogle.serviceAccount,
            .path, "The key for reporting changes to Google"),
        Setting(
            "gateway.google.homegraph", \.gateway.openedGoogle.homeGraph, .url("https://HOST"),
            "Where changes are reported."),
    ]

    static let webhook: [Setting<GatewaySettings.Webhook>] = [
        Setting(
            "gateway.webhook.url", \.url, .url("https://HOST/PATH"),
            missing: "this webhook has no “url”; say: url = \"https://HOST/PATH\"",
            "The address that requests go to."),
        Setting(
            "gateway.webhook.secret", \.secret, .path,
            missing: "this webhook has no “secret”, the path of the file that holds it",
            "The file of the secret that they are signed with."),
    ]
}
