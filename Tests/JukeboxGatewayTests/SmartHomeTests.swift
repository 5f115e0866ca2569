// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import Testing

@testable import JukeboxGateway

@Suite struct `What Google asks` {
    // MARK: Requests

    @Test(arguments: [
        "", "{}", "[]", "null", #"{"requestId":"1"}"#, #"{"requestId":"1","inputs":[]}"#,
        #"{"requestId":1,"inputs":[{"intent":"action.devices.SYNC"}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.IDENTIFY"}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.SYNC"},{"intent":"action.devices.SYNC"}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.QUERY"}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[{}]}}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.EXECUTE","payload":{}}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.EXECUTE","payload":{"commands":[{"devices":[],"execution":[]}]}}]}"#,
        #"{"requestId":"1","inputs":[{"intent":"action.devices.EXECUTE","payload":{"commands":[{"devices":[{"id":"a"}],"execution":[{"command":7}]}]}}]}"#,
    ])
    func `is refused where it is malformed`(body: String) {
        #expect(throws: SmartHomeRequest.Malformed.self) {
            try SmartHomeRequest(Array(body.utf8))
        }
    }

    @Test func `is cut off nowhere without being refused`() throws {
        let body = Array(
            #"{"requestId":"1","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[{"id":"a"}]}}]}"#
                .utf8)
        for count in 0..<body.count {
            #expect(throws: SmartHomeRequest.Malformed.self) {
                try SmartHomeRequest(Array(body.prefix(count)))
            }
        }
        #expect(try SmartHomeRequest(body).intent == .query(["a"]))
    }

    @Test func `may name five hundred devices and no more`() throws {
        func body(_ count: Int) -> [UInt8] {
            let devices = (0..<count).map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
            return Array(
                #"{"requestId":"1","inputs":[{"intent":"action.devices.QUERY","payload":{"devices":[\#(devices)]}}]}"#
                    .utf8)
        }
        guard case .query(let ids) = try SmartHomeRequest(body(500)).intent else { return }

        #expect(ids.count == 500)
        #expect(throws: SmartHomeRequest.Malformed(id: "1")) { try SmartHomeRequest(body(501)) }
    }

    // MARK: Commands

    private static let playing: JSON = [
        "name": "kitchen", "state": "playing", "device": "open", "volume_db": .double(-12),
        "unmuted_db": .double(-12), "duration_ms": 180_000, "playlist": "Morning",
    ]

    private func speaker(_ changes: JSON = [:], isUp: Bool = true) -> Speaker {
        guard case .object(let members) = Self.playing, case .object(let others) = changes else {
            return Speaker(name: DestinationName("kitchen"))
        }
        let kept = members.filter { member in !others.contains { $0.name == member.name } }
        return Speaker(
            name: DestinationName("kitchen"), nicknames: ["キッチン"], room: "Kitchen",
            snapshot: RoomSnapshot(.object(kept + others)), isUp: isUp)
    }

    private func household(_ speaker: Speaker) -> Household {
        Household(
            speakers: [speaker],
            playlists: [
                PlaylistInput(name: "Evening"), PlaylistInput(name: "Morning", nicknames: ["朝"]),
            ], languages: ["en", "ja"])
    }

    private func order(_ command: String, _ parameters: JSON = [:], _ speaker: Speaker) throws
        -> Order?
    {
        try household(speaker).order(.init(command: command, parameters: parameters), for: speaker)
    }

    @Test func `becomes orders`() throws {
        let paused = speaker(["state": "paused"])
        let cases: [(String, JSON, Speaker, Order.Verb)] = [
            ("mediaPause", [:], speaker(), .pause), ("mediaResume", [:], paused, .resume),
            ("mediaStop", [:], speaker(), .stop), ("mediaNext", [:], speaker(), .next),
            ("mediaPrevious", [:], speaker(), .previous),
            ("mediaSeekRelative", ["relativePositionMs": -10_000], speaker(), .seek(.by(-10_000))),
            ("mediaSeekToPosition", ["absPositionMs": 60_000], speaker(), .seek(.to(60_000))),
            ("setVolume", ["volumeLevel": 20], speaker(), .volume(.set(.percent(20)))),
            ("volumeRelative", ["relativeSteps": -3], speaker(), .volume(.set(.percent(60)))),
            ("volumeRelative", ["relativeSteps": 90], speaker(), .volume(.set(.percent(100)))),
            ("mute", ["mute": true], speaker(), .volume(.set(.muted))),
            ("mute", ["mute": false], speaker(["volume_db": nil]), .volume(.unmute)),
            ("OnOff", ["on": false], speaker(), .stop),
            ("OnOff", ["on": true], speaker(["state": "stopped"]), .resume),
            (
                "SetInput", ["newInput": "playlist/Evening"], speaker(),
                .play(Order.Request(playlist: "Evening"))
            ),
            ("SetInput", ["newInput": "queue"], speaker(), .resume),
            ("NextInput", [:], speaker(), .play(Order.Request(playlist: "Evening"))),
            (
                "PreviousInput", [:], speaker(["playlist": nil]),
                .play(Order.Request(playlist: "Morning"))
            ),
        ]
        for (command, parameters, speaker, verb) in cases {
            let order = try #require(try order(command, parameters, speaker))
            #expect(order.verb == verb, "\(command) \(parameters)")
            #expect(order.destination == DestinationName("kitchen"))
            #expect(order.verb.isCommand || order.mode == .replace)
        }
    }

    @Test func `is answered with the reason where it cannot be done`() {
        let stopped = speaker(["state": "stopped"])
        let cases: [(String, JSON, Speaker, DeviceError)] = [
            ("mediaShuffle", [:], speaker(), .notSupported),
            ("mediaRepeatMode", ["isOn": true], speaker(), .notSupported),
            ("StartStop", ["start": true], speaker(), .notSupported),
            ("ActivateScene", [:], speaker(), .notSupported),
            ("OnOff", [:], speaker(), .malformed),
            ("OnOff", ["on": "yes"], speaker(), .malformed),
            ("mediaNext", [:], stopped, .notNow),
            ("mediaSeekToPosition", ["absPositionMs": 1], stopped, .notNow),
            ("mediaSeekToPosition", ["absPositionMs": 180_001], speaker(), .outOfRange),
            ("mediaSeekToPosition", ["absPositionMs": -1], speaker(), .outOfRange),
            ("mediaSeekRelative", ["relativePositionMs": 100_000_000], speaker(), .outOfRange),
            ("setVolume", ["volumeLevel": 101], speaker(), .outOfRange),
            ("setVolume", ["volumeLevel": -1], speaker(), .outOfRange),
            ("setVolume", ["volumeLevel": "loud"], speaker(), .malformed),
            ("volumeRelative", ["relativeSteps": 101], speaker(), .outOfRange),
            (
                "volumeRelative", ["relativeSteps": 1], speaker(["volume_db": .double(0)]),
                DeviceError(code: "volumeAlreadyMax")
            ),
            (
                "volumeRelative", ["relativeSteps": -1], speaker(["volume_db": nil]),
                DeviceError(code: "volumeAlreadyMin")
            ),
            ("SetInput", ["newInput": "playlist/Night"], speaker(), .unknownInput),
            ("SetInput", [:], speaker(), .malformed),
            ("mediaPause", [:], speaker(isUp: false), .offline),
            ("OnOff", ["on": true], speaker(["state": "stopped"], isUp: false), .offline),
            ("OnOff", ["on": false], speaker(["state": "stopped"], isUp: false), .offline),
            ("setVolume", ["volumeLevel": 20], speaker(isUp: false), .offline),
        ]
        for (command, parameters, speaker, error) in cases {
            #expect(throws: error, "\(command) \(parameters)") {
                try order(command, parameters, speaker)
            }
        }
    }

    @Test func `is sent on where the speaker seems to be so already`() throws {
        let (stopped, muted) = (speaker(["state": "stopped"]), speaker(["volume_db": nil]))
        let cases: [(String, JSON, Speaker, Order.Verb)] = [
            ("OnOff", ["on": true], speaker(), .resume), ("OnOff", ["on": false], stopped, .stop),
            ("mediaStop", [:], stopped, .stop), ("mediaPause", [:], stopped, .pause),
            ("mediaResume", [:], speaker(), .resume),
            ("setVolume", ["volumeLevel": 63], speaker(), .volume(.set(.percent(63)))),
            ("mute", ["mute": true], muted, .volume(.set(.muted))),
            ("mute", ["mute": false], speaker(), .volume(.unmute)),
        ]
        for (command, parameters, speaker, verb) in cases {
            #expect(try order(command, parameters, speaker)?.verb == verb, "\(command)")
        }
        #expect(try order("SetInput", ["newInput": "playlist/Morning"], speaker()) == nil)
    }

    @Test func `turns a room with an empty queue on with its own playlist`() throws {
        var room = speaker(["state": "stopped", "queue_length": 0])
        room.usualPlaylist = "Morning"
        var waiting = speaker(["state": "stopped", "queue_length": 2])
        waiting.usualPlaylist = "Morning"

        let play = try #require(try order("OnOff", ["on": true], room))
        let resume = try #require(try order("OnOff", ["on": true], waiting))

        #expect(play.verb == .play(Order.Request(playlist: "Morning")))
        #expect(play.mode == .replace && play.destination == DestinationName("kitchen"))
        #expect(resume.verb == .resume)
    }

    @Test func `leaves a room on that was turned on with nothing to play`() {
        var room = speaker(["state": "stopped", "queue_length": 0])
        #expect(household(room).states(of: room)["on"] == false)

        room.note.isTurnedOn = true
        let states = household(room).states(of: room)

        #expect(states["on"] == true && states["playbackState"] == "STOPPED")
        let stopped = speaker(["state": "stopped", "entry": 7])
        #expect(household(stopped).states(of: stopped)["on"] == false)
    }

    @Test func `leaves the volume at 0 that was set to 0`() {
        var room = speaker(["volume_db": nil])
        #expect(household(room).states(of: room)["currentVolume"] == 63)

        room.note.isAtZero = true
        #expect(household(room).states(of: room)["currentVolume"] == 0)
        room.snapshot = speaker().snapshot
        #expect(household(room).states(of: room)["currentVolume"] == 63)
    }

    @Test func `orders a set list also while no daemon is there`() throws {
        let order = try order("SetInput", ["newInput": "playlist/Evening"], speaker(isUp: false))

        #expect(order?.verb == .play(Order.Request(playlist: "Evening")))
    }

    // MARK: Answers

    @Test func `is told every name in every language`() throws {
        let devices = household(speaker()).devices
        let device = try #require(devices.first)

        #expect(devices.count == 3)
        #expect(device["id"] == "speaker/kitchen")
        #expect(device["name"]?["name"] == "jukebox")
        let nicknames = device["name"]?["nicknames"]?.elements.compactMap(\.string) ?? []
        #expect(Set(nicknames).isSuperset(of: ["ジュークボックス", "kitchen", "キッチン"]))
        #expect(device["roomHint"] == "Kitchen")
        let inputs = device["attributes"]?["availableInputs"]?.elements ?? []
        #expect(inputs.map { $0["key"] } == ["playlist/Evening", "playlist/Morning", "queue"])
        #expect(
            inputs[1]["names"] == [
                ["lang": "en", "name_synonym": ["Morning", "朝"]],
                ["lang": "ja", "name_synonym": ["Morning", "朝"]],
            ])
        #expect(devices[1]["type"] == "action.devices.types.SCENE")
        let text = JSON.array(devices).line
        #expect(!text.contains("SHUFFLE") && !text.contains("REPEAT"))
    }

    @Test func `is told how a speaker is`() {
        let states = household(speaker(["state": "paused"])).answer(about: "speaker/kitchen")

        #expect(states["online"] == true && states["on"] == true)
        #expect(states["playbackState"] == "PAUSED" && states["activityState"] == "STANDBY")
        #expect(states["currentVolume"] == 63 && states["isMuted"] == false)
        #expect(states["currentInput"] == "playlist/Morning")
    }

    @Test func `is told of a speaker that is unplugged, and of one that is not there`() {
        let unplugged = household(speaker(["device": "absent"])).answer(about: "speaker/kitchen")
        let unknown = household(speaker()).answer(about: "123")

        #expect(unplugged["online"] == false && unplugged["errorCode"] == "deviceOffline")
        #expect(unknown["status"] == "ERROR" && unknown["errorCode"] == "deviceNotFound")
    }

    @Test(arguments: [
        (["kitchen", "キッチン"], "en", ["kitchen"]), (["kitchen", "キッチン"], "ja", ["キッチン"]),
        (["kitchen"], "ja", ["kitchen"]), (["書斎", "den"], "en", ["den"]),
    ])
    func `calls rooms as the language has it`(
        all: [String], language: String, names: [String]
    ) {
        #expect(RoomNames.names(all, in: language) == names)
    }
}
