// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The table `[gateway]`.
extension SettingsReader {
    mutating func gateway(_ value: TomlValue) {
        switch value.key {
        case "gateway.listen":
            if isList(value, "[\"127.0.0.1:6680\"]") { settings.gateway.listen = [] }
            guard value.path != value.key, let text = text(value) else { return }
            if let listening = GatewaySettings.Listening(text) {
                settings.gateway.listen.append(listening)
            } else {
                fault(
                    value, "“\(text)” is no address; say 127.0.0.1:6680, [::1]:6680 or unix:/PATH")
            }
        case "gateway.hosts":
            if isList(value, "[\"jukebox.local\"]") { settings.gateway.hosts = [] }
            guard value.path != value.key, let text = text(value) else { return }
            settings.gateway.hosts.append(text.lowercased())
        case "gateway.origins":
            if isList(value, "[\"https://panel.example\"]") { settings.gateway.origins = [] }
            guard value.path != value.key, let text = text(value) else { return }
            settings.gateway.origins.append(text.lowercased())
        case "gateway.certificate":
            if let path = path(value) { settings.gateway.certificate = path }
        case "gateway.key": if let path = path(value) { settings.gateway.key = path }
        case "gateway.webhook_secrets":
            if let path = path(value) { settings.gateway.webhookSecrets = path }
        case "gateway.pipes": if let path = path(value) { settings.gateway.pipes = path }
        case "gateway.pipes_scope":
            if let text = text(value) {
                if ["read", "play", "control"].contains(text) {
                    settings.gateway.pipesScope = text
                } else {
                    fault(value, "“\(text)” is no scope of the pipes; say read, play or control")
                }
            }
        case "gateway.wait_ms":
            if let number = number(value, 0...10_000) { settings.gateway.waitMilliseconds = number }
        case "gateway.language":
            if let text = text(value) {
                if ["en", "ja"].contains(text) {
                    settings.gateway.language = text
                } else {
                    fault(value, "“\(text)” is no language that the gateway speaks; say en or ja")
                }
            }
        case "gateway.requests_per_minute":
            if let number = number(value, 1...10_000_000) {
                settings.gateway.requestsPerMinute = number
            }
        default: if let path = path(value) { settings.gateway.tokens = path }
        }
    }

    /// Whether this is the list itself, not one of its elements; anything else is a fault.
    mutating func isList(_ value: TomlValue, _ right: String) -> Bool {
        if value.kind == .array { return true }
        if value.path == value.key { wrong(value, "a list: \(right)") }
        return false
    }

    /// A value of the list `[[gateway.webhook]]`.
    mutating func webhook(_ value: TomlValue) {
        guard let index = value.index(in: "gateway.webhook") else {
            if value.kind != .array { wrong(value, "a list of tables: [[gateway.webhook]]") }
            return
        }
        var webhook = webhooks[index] ?? GatewaySettings.Webhook(url: "", secret: "")
        switch value.key {
        case "gateway.webhook.url":
            guard let text = text(value) else { return }
            guard GatewaySettings.Webhook.isURL(text) else {
                fault(value, "“\(text)” is no address; say https://HOST/PATH")
                return
            }
            webhook.url = text
        case "gateway.webhook.secret":
            if let path = path(value) { webhook.secret = path }
        default:
            webhookPlaces[index] = value
            if value.kind != .table { wrong(value, "a list of tables: [[gateway.webhook]]") }
        }
        webhooks[index] = webhook
    }

    mutating func finishWebhooks() {
        for (index, place) in webhookPlaces.sorted(by: { $0.key < $1.key }) {
            guard let webhook = webhooks[index], errors.isEmpty else { continue }
            if webhook.url.isEmpty {
                fault(place, "this webhook has no “url”; say: url = \"https://HOST/PATH\"")
            } else if webhook.secret.isEmpty {
                fault(place, "this webhook has no “secret”, the path of the file that holds it")
            } else if settings.gateway.webhooks.contains(where: { $0.url == webhook.url }) {
                fault(place, "a webhook with this “url” stands above already")
            } else {
                settings.gateway.webhooks.append(webhook)
            }
        }
    }
}
