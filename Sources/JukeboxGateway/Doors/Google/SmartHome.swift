// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import JukeboxSettings
internal import Logging

/// Google's fulfilment: describes the speakers and turns Google's commands into orders.
///
/// Waits briefly for the outcome of an order, and answers `PENDING` if it is not known yet.
struct SmartHome: Sendable {
    let desk: Desk
    let playlists: PlaylistMemory
    let settings: Settings
    let logger: Logger
    let notes = RoomNotes()

    /// The longest wait for all orders of a request together, in milliseconds.
    ///
    /// Google gives up after some seconds, and people sooner.
    static let patience: Int64 = 120

    /// The answer to an authenticated request; `id` is the household's id for Google.
    func answer(
        _ request: SmartHomeRequest, _ key: RequestKey, household id: String
    ) async -> JSON {
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
            payload = ["commands": .array(await carryOut(commands, key))]
        case .disconnect: return [:]
        }
        return ["requestId": .string(request.id), "payload": payload]
    }

    /// An answer that refuses the whole request.
    static func refusal(_ id: String, _ error: DeviceError) -> JSON {
        ["requestId": .string(id), "payload": ["errorCode": .string(error.code)]]
    }

    /// The speakers' present state and the playlists.
    ///
    /// With `asking` the daemon is asked for the playlists even if they are known.
    func household(asking: Bool) async -> Household {
        let isUp = desk.daemon == .up
        let shown = (try? desk.ring.rooms) ?? []
        let names = await playlists.names(asking: asking)
        let google = settings.gateway.google ?? GatewaySettings.Google()
        return Household(
            speakers: await speakers(shown, isUp: isUp),
            playlists: (names ?? []).map { name in
                PlaylistInput(
                    name: name,
                    nicknames: settings.playlists.first { $0.name == name }?.nicknames ?? [])
            }, knowsPlaylists: names != nil,
            languages: google.languages.isEmpty ? [settings.gateway.language] : google.languages,
            type: google.device.uppercased(), hasScenes: google.scenes,
            reportsState: google.serviceAccount != nil)
    }

    /// The speakers of some snapshots; those of the settings if no daemon has run yet.
    private func speakers(_ snapshots: [RoomSnapshot], isUp: Bool) async -> [Speaker] {
        let notes = await notes.notes
        func speaker(_ name: DestinationName, _ snapshot: RoomSnapshot?) -> Speaker {
            let destination = settings.destinations.first { $0.name == name }
            return Speaker(
                name: name, nicknames: snapshot?.nicknames ?? destination?.nicknames ?? [],
                room: destination?.room,
                usualPlaylist: destination?.playlist, snapshot: snapshot, isUp: isUp,
                note: notes[name] ?? RoomNotes.Note())
        }
        if snapshots.isEmpty { return settings.destinations.map { speaker($0.name, nil) } }
        // The daemon may have reloaded the settings since the gateway read them.
        let speakers = snapshots.map { speaker(DestinationName($0.name), $0) }
        await self.notes.update(speakers)
        return speakers
    }
}
