// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxSettings
internal import Logging
internal import ServiceLifecycle

// The services that call other machines: webhooks, and Google's HomeGraph.
extension Gateway {
    /// The door for Google; nil without the table `[gateway.google]`.
    static func google(_ settings: Settings, _ desk: Desk, _ logger: Logger) -> GoogleDoor? {
        guard let google = settings.gateway.google else { return nil }
        return GoogleDoor(
            home: SmartHome(
                desk: desk, playlists: PlaylistMemory(desk: desk), settings: settings,
                logger: logger),
            linking: Linking(path: linkFile(settings), logger: logger),
            redirects: google.allRedirects, usualLanguage: settings.gateway.language,
            logger: logger)
    }

    /// The services that the settings ask for.
    static func assistants(
        _ settings: Settings, _ desk: Desk, _ google: GoogleDoor?, _ hub: EventHub,
        _ logger: Logger
    ) async throws(Failure) -> [any Service] {
        var services: [any Service] = []
        if let webhooks = try webhooks(settings, desk, logger) { services.append(webhooks) }
        if let google, let table = settings.gateway.google, let path = table.serviceAccount {
            services.append(
                HomeGraph(
                    address: table.homeGraph, account: try await ServiceAccount(path: path),
                    linking: google.linking, home: google.home, hub: hub, logger: logger))
        }
        return services
    }

    /// Sends events about orders to other services; nil without a `[[gateway.webhook]]`.
    private static func webhooks(
        _ settings: Settings, _ desk: Desk, _ logger: Logger
    ) throws(Failure) -> WebhookService? {
        let webhooks = settings.gateway.webhooks
        guard !webhooks.isEmpty else { return nil }
        let progress = WebhookProgress(
            path: stateFolder(settings) + "/webhooks-told", logger: logger)
        var senders: [WebhookSender] = []
        for webhook in webhooks {
            let secrets = try WebhookSecret.read(webhook.secret, setting: "gateway.webhook.secret")
            senders.append(
                WebhookSender(
                    url: webhook.url, secrets: secrets, asker: desk.asker, progress: progress,
                    metrics: desk.metrics, logger: logger))
        }
        return WebhookService(senders: senders)
    }
}
