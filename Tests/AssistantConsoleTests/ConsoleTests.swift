// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import JSONLines
import Testing

@testable import JukeboxGateway
@testable import assistant_console

@Suite struct `The console takes a sentence` {
    private let devices: [AssistantSentence.Device] = {
        let json: [JSON] = [
            [
                "id": "speaker/kitchen",
                "name": ["name": "kitchen jukebox", "nicknames": ["kitchen", "キッチン"]],
                "attributes": [
                    "availableInputs": [
                        [
                            "key": "playlist/Morning",
                            "names": [["lang": "en", "name_synonym": ["Morning", "朝の音楽"]]],
                        ]
                    ]
                ],
            ],
            ["id": "speaker/study", "name": ["name": "study jukebox", "nicknames": ["study"]]],
            [
                "id": "scene/Morning", "type": "action.devices.types.SCENE",
                "name": ["name": "Morning", "nicknames": []],
            ],
        ]
        return json.compactMap(AssistantSentence.Device.init)
    }()

    @Test func `as Google would`() {
        let cases: [(String, String, JSON, String)] = [
            ("pause", "mediaPause", [:], "speaker/kitchen"),
            ("Pause the study", "mediaPause", [:], "speaker/study"),
            ("stop in the study", "mediaStop", [:], "speaker/study"),
            ("キッチンの次の曲", "mediaNext", [:], "speaker/kitchen"),
            ("volume 30", "setVolume", ["volumeLevel": 30], "speaker/kitchen"),
            (
                "set the volume to 30 in the study", "setVolume", ["volumeLevel": 30],
                "speaker/study"
            ),
            ("switch to morning", "SetInput", ["newInput": "playlist/Morning"], "speaker/kitchen"),
            (
                "switch the kitchen to morning", "SetInput", ["newInput": "playlist/Morning"],
                "speaker/kitchen"
            ),
            ("朝の音楽に切り替えて", "SetInput", ["newInput": "playlist/Morning"], "speaker/kitchen"),
            ("activate morning", "ActivateScene", ["deactivate": false], "scene/Morning"),
            ("turn off the study", "OnOff", ["on": false], "speaker/study"),
        ]
        for (sentence, command, parameters, device) in cases {
            #expect(
                AssistantSentence(sentence, devices: devices)
                    == .execute(command: command, parameters: parameters, device: device),
                "\(sentence)")
        }
    }

    @Test(arguments: ["play yesterday in the kitchen", "switch to nowhere", "キッチンで天体観測をかけて"])
    func `as Dialogflow would, where Google knows no command`(sentence: String) throws {
        let said = AssistantSentence(sentence, devices: devices)
        let (path, body) = said.request(id: "1", devices: devices, language: "en")

        #expect(said == .dialogflow(sentence, action: "input.unknown"))
        #expect(path == "/dialogflow")
        #expect(try DialogflowRequest(Array(body.line.utf8)).text == sentence)
    }

    @Test func `and its requests are such as Google's door takes`() throws {
        for sentence in ["sync", "query", "pause", "volume 30", "activate morning"] {
            let said = AssistantSentence(sentence, devices: devices)
            let (path, body) = said.request(id: "1", devices: devices, language: "en")
            #expect(path == "/google/fulfilment")
            #expect(throws: Never.self) { try SmartHomeRequest(Array(body.line.utf8)) }
        }
    }
}
