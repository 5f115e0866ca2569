// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

// The description of the devices (SYNC), and of their states (QUERY).
extension Household {
    /// Every device, with its names in every language and its abilities.
    var devices: [JSON] {
        speakers.map(device) + (hasScenes ? playlists.map(scene) : [])
    }

    private func device(_ speaker: Speaker) -> JSON {
        var names: [String] = []
        for language in languages {
            // A single speaker is called the jukebox; several are named after their rooms.
            let key = speakers.count == 1 ? "google.only" : "google.one"
            for place in RoomNames.names([speaker.name.text] + speaker.nicknames, in: language) {
                names.append(Speech.languages[language]?.text(key, ["where": place]) ?? place)
            }
        }
        var traits = ["OnOff", "MediaState", "TransportControl", "Volume"]
        if !playlists.isEmpty { traits.append("InputSelector") }
        return [
            "id": .string(speaker.id), "type": .string("action.devices.types.\(type)"),
            "traits": JSON(traits.map { "action.devices.traits." + $0 }),
            "name": [
                "defaultNames": ["Jukebox"], "name": JSON(names.first),
                "nicknames": JSON(
                    unique(names + [speaker.name.text] + speaker.nicknames)),
            ],
            "willReportState": .bool(reportsState),
            "roomHint": .string(speaker.room ?? speaker.name.text),
            "deviceInfo": [
                "manufacturer": "Jukebox", "model": "jukeboxd",
                "swVersion": .string(jukeboxVersion),
            ],
            "attributes": attributes,
        ]
    }

    private var attributes: JSON {
        var members: [JSON.Member] = [
            .init("supportActivityState", true), .init("supportPlaybackState", true),
            .init(
                "transportControlSupportedCommands",
                JSON([
                    "NEXT", "PAUSE", "PREVIOUS", "RESUME", "SEEK_RELATIVE", "SEEK_TO_POSITION",
                    "STOP",
                ])),
            .init("volumeMaxLevel", 100), .init("volumeCanMuteAndUnmute", true),
            .init("levelStepSize", 5), .init("commandOnlyOnOff", false),
        ]
        guard !playlists.isEmpty else { return .object(members) }
        let queue = names(PlaylistInput.queueKey) { $0.text("google.queue").parts }
        members.append(.init("orderedInputs", true))
        members.append(
            .init(
                "availableInputs",
                .array(
                    playlists.map { list in names(list.key) { _ in [list.name] + list.nicknames } }
                        + [queue])))
        return .object(members)
    }

    /// An input's names in every language.
    private func names(_ key: String, _ synonyms: (Speech) -> [String]) -> JSON {
        [
            "key": .string(key),
            "names": .array(
                languages.map { code in
                    [
                        "lang": .string(code),
                        "name_synonym": JSON(Speech.languages[code].map(synonyms) ?? []),
                    ]
                }),
        ]
    }

    private func scene(_ list: PlaylistInput) -> JSON {
        [
            "id": .string(list.scene), "type": "action.devices.types.SCENE",
            "traits": ["action.devices.traits.Scene"],
            "name": [
                "name": .string(list.name), "nicknames": JSON([list.name] + list.nicknames),
                "defaultNames": [],
            ],
            "willReportState": false, "attributes": ["sceneReversible": false],
        ]
    }

    /// How a speaker is.
    func states(of speaker: Speaker) -> JSON {
        var members: [JSON.Member] = [
            .init("online", .bool(speaker.isOnline)), .init("on", .bool(speaker.isOn)),
            .init(
                "activityState",
                speaker.isPlaying ? "ACTIVE" : speaker.isPaused ? "STANDBY" : "INACTIVE"),
            .init(
                "playbackState",
                speaker.isPlaying ? "PLAYING" : speaker.isPaused ? "PAUSED" : "STOPPED"),
            .init("currentVolume", .int(speaker.volume)), .init("isMuted", .bool(speaker.isMuted)),
        ]
        if !playlists.isEmpty {
            let input = speaker.playlist.map { PlaylistInput(name: $0).key }
            members.append(.init("currentInput", .string(input ?? PlaylistInput.queueKey)))
        }
        return .object(members)
    }

    /// The answer to a QUERY about one device.
    func answer(about id: String) -> JSON {
        if let speaker = speaker(id) {
            guard speaker.isOnline else {
                return ["online": false, "status": "OFFLINE", "errorCode": "deviceOffline"]
            }
            return JSON.object([.init("status", "SUCCESS")]).with(states(of: speaker))
        }
        if scene(id) != nil { return ["online": true, "status": "SUCCESS"] }
        return ["online": false, "status": "ERROR", "errorCode": "deviceNotFound"]
    }

    private func unique(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension JSON {
    /// Returns an object with the members of another one after its own.
    func with(_ other: JSON) -> JSON {
        guard case .object(let mine) = self, case .object(let others) = other else { return self }
        return .object(mine + others)
    }
}

extension String {
    /// The parts between commas.
    fileprivate var parts: [String] {
        split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
