// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import JukeboxSettings
internal import Logging

/// Google's fulfilment: tells of the speakers, and turns what is asked of them into orders.
///
/// It waits a moment for what becomes of an order, and answers `PENDING` when it does not know.
struct SmartHome: Sendable {
    let ring: RingDoor
    let asker: AskClient
    let playlists: PlaylistMemory
    let settings: Settings
    let logger: Logger

    /// How long all orders of a request are waited for together, in milliseconds: Google gives up
    /// after seconds, and people before that.
    static let patience: Int64 = 120

    /// The answer to a request that was let in, for the household of that name.
    func answer(_ request: SmartHomeRequest, household id: String) async -> JSON {
        let payload: JSON
        switch request.intent {
        case .sync:
            payload = [
                "agentUserId": .string(id),
                "devices": .array(await household(asking: true).devices),
            ]
        case .query(let ids):
            let household = await household(asking: false)
            var seen: Set<String> = []
            payload = [
                "devices": .object(
                    ids.filter { seen.insert($0).inserted }
                        .map { JSON.Member($0, household.answer(about: $0)) })
            ]
        case .execute(let commands):
            payload = ["commands": .array(await carryOut(commands, request.id))]
        case .disconnect: return [:]
        }
        return ["requestId": .string(request.id), "payload": payload]
    }

    /// An answer that says no to the whole request.
    static func refusal(_ id: String, _ error: DeviceError) -> JSON {
        ["requestId": .string(id), "payload": ["errorCode": .string(error.code)]]
    }

    /// The speakers as they are, with the playlists; those are asked for anew only if need be.
    func household(asking: Bool) async -> Household {
        let isUp = ring.isUp
        let shown = (try? ring.snapshots) ?? []
        let names = await playlists.names(asking: asking)
        let google = settings.gateway.google ?? GatewaySettings.Google()
        return Household(
            speakers: shown.isEmpty
                ? settings.destinations.map { speaker($0.name, nil, isUp: isUp) }
                // The daemon may have read the settings again since we did.
                : shown.compactMap { snapshot in
                    snapshot["name"]?.string.map {
                        speaker(DestinationName($0), snapshot, isUp: isUp)
                    }
                },
            playlists: (names ?? []).map { name in
                PlaylistInput(
                    name: name,
                    nicknames: settings.playlists.first { $0.name == name }?.nicknames ?? [])
            }, knowsPlaylists: names != nil,
            languages: google.languages.isEmpty ? [settings.gateway.language] : google.languages,
            type: google.device.uppercased(), hasScenes: google.scenes,
            reportsState: google.serviceAccount != nil)
    }

    private func speaker(_ name: DestinationName, _ snapshot: JSON?, isUp: Bool) -> Speaker {
        let destination = settings.destinations.first { $0.name == name }
        return Speaker(
            name: name, nicknames: destination?.nicknames ?? [], room: destination?.room,
            snapshot: snapshot, isUp: isUp)
    }
}
