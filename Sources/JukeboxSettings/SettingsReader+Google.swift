// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The table `[gateway.google]`; that it is there opens the door.
extension SettingsReader {
    mutating func google(_ value: TomlValue) {
        var google = settings.gateway.google ?? GatewaySettings.Google()
        switch value.key {
        case "gateway.google":
            if value.kind != .table { wrong(value, "a table: [gateway.google]") }
        case "gateway.google.project":
            guard let text = text(value) else { return }
            let isName = text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
            }
            if isName {
                google.project = text
            } else {
                fault(value, "“\(text)” is no project id; it has small letters, digits and hyphens")
            }
        case "gateway.google.redirects":
            if isList(value, "[\"https://HOST/PATH\"]") { google.redirects = [] }
            if value.path != value.key, let text = text(value) {
                if GatewaySettings.Webhook.isURL(text) {
                    google.redirects.append(text)
                } else {
                    fault(value, "“\(text)” is no address; say https://HOST/PATH")
                }
            }
        case "gateway.google.languages":
            if isList(value, "[\"en\", \"ja\"]") { google.languages = [] }
            if value.path != value.key, let text = text(value) {
                if ["en", "ja"].contains(text) {
                    google.languages.append(text)
                } else {
                    fault(value, "“\(text)” is no language that the gateway speaks; say en or ja")
                }
            }
        case "gateway.google.device":
            guard let text = text(value) else { return }
            if ["speaker", "soundbar"].contains(text) {
                google.device = text
            } else {
                fault(value, "“\(text)” is no kind of device; say speaker or soundbar")
            }
        case "gateway.google.scenes":
            if case .boolean(let scenes) = value.kind {
                google.scenes = scenes
            } else {
                wrong(value, "true or false")
            }
        case "gateway.google.service_account": google.serviceAccount = path(value)
        default:
            guard let text = text(value) else { return }
            if GatewaySettings.Webhook.isURL(text) {
                google.homeGraph = text
            } else {
                fault(value, "“\(text)” is no address; say https://HOST")
            }
        }
        settings.gateway.google = google
    }
}
