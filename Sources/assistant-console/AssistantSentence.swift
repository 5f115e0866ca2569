// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// The request that an assistant makes of a sentence: a Google command for a known device, or the
/// sentence itself, as Dialogflow's fallback intent sends it.
enum AssistantSentence: Equatable {
    case sync
    case query
    case execute(command: String, parameters: JSON, device: String)
    case dialogflow(String, action: String)

    /// A device of a SYNC answer.
    struct Device: Equatable {
        var id: String
        var isScene: Bool
        var names: [String]
        /// Key and names of each input.
        var inputs: [(key: String, names: [String])] = []

        static func == (one: Device, other: Device) -> Bool { one.id == other.id }

        /// Reads one device of a SYNC answer.
        init?(_ json: JSON) {
            guard let id = json["id"]?.string else { return nil }
            self.id = id
            isScene = json["type"]?.string == "action.devices.types.SCENE"
            names = ([json["name"]?["name"]] + (json["name"]?["nicknames"]?.elements ?? []))
                .compactMap { $0?.string?.lowercased() }
            inputs = (json["attributes"]?["availableInputs"]?.elements ?? []).map { input in
                (
                    input["key"]?.string ?? "",
                    (input["names"]?.elements ?? []).flatMap { $0["name_synonym"]?.elements ?? [] }
                        .compactMap { $0.string?.lowercased() }
                )
            }
        }
    }

    private static let commands: [(words: [String], command: String, parameters: JSON)] = [
        (["pause", "一時停止", "一時停止して"], "mediaPause", [:]),
        (["resume", "go on", "再開", "再開して"], "mediaResume", [:]),
        (["stop", "止めて", "停止"], "mediaStop", [:]),
        (["next", "next song", "skip", "次の曲"], "mediaNext", [:]),
        (["previous", "previous song", "前の曲"], "mediaPrevious", [:]),
        (["shuffle", "シャッフル"], "mediaShuffle", [:]),
        (["louder", "volume up", "音を大きくして"], "volumeRelative", ["relativeSteps": 5]),
        (["quieter", "volume down", "音を小さくして"], "volumeRelative", ["relativeSteps": -5]),
        (["mute", "ミュート"], "mute", ["mute": true]),
        (["unmute", "ミュート解除"], "mute", ["mute": false]),
        (["turn on", "つけて"], "OnOff", ["on": true]),
        (["turn off", "消して"], "OnOff", ["on": false]),
        (["next set list", "next playlist"], "NextInput", [:]),
        (["previous set list", "previous playlist"], "PreviousInput", [:]),
    ]

    /// Reads a sentence as Google would with these devices.
    init(_ sentence: String, devices: [Device]) {
        let small = sentence.lowercased()
        let speakers = devices.filter { !$0.isScene }
        switch small {
        case "sync":
            self = .sync
            return
        case "query", "status":
            self = .query
            return
        case "what is playing", "what is this", "what song is this", "この曲は何", "今かかっている曲は":
            self = .dialogflow(sentence, action: "jukebox.what")
            return
        default: break
        }
        let (rest, speaker) = Self.room(small, speakers)
        guard let speaker = speaker ?? speakers.first else {
            self = .dialogflow(sentence, action: Self.fallback)
            return
        }
        if let known = Self.commands.first(where: { $0.words.contains(rest) }) {
            self = .execute(
                command: known.command, parameters: known.parameters, device: speaker.id)
        } else if let level = Self.number(in: rest, after: ["volume ", "set the volume to ", "音量"])
        {
            self = .execute(
                command: "setVolume", parameters: ["volumeLevel": .int(level)], device: speaker.id)
        } else if let key = Self.input(rest, speaker) {
            self = .execute(
                command: "SetInput", parameters: ["newInput": .string(key)], device: speaker.id)
        } else if let scene = Self.scene(rest, devices) {
            self = .execute(
                command: "ActivateScene", parameters: ["deactivate": false], device: scene.id)
        } else {
            self = .dialogflow(sentence, action: Self.fallback)
        }
    }

    /// The action of Dialogflow's default fallback intent.
    private static let fallback = "input.unknown"

    /// The sentence without the speaker's name, and the speaker.
    private static func room(_ text: String, _ speakers: [Device]) -> (String, Device?) {
        for speaker in speakers {
            for name in speaker.names.sorted(by: { $0.count > $1.count }) {
                for words in [" in the \(name)", " in \(name)", " the \(name)", " \(name)"]
                where text.hasSuffix(words) {
                    return (String(text.dropLast(words.count)), speaker)
                }
                for words in ["\(name)で", "\(name)の", "\(name)を"] where text.hasPrefix(words) {
                    return (String(text.dropFirst(words.count)), speaker)
                }
                for words in ["switch the \(name) to ", "switch \(name) to "]
                where text.hasPrefix(words) {
                    return ("switch to " + text.dropFirst(words.count), speaker)
                }
            }
        }
        return (text, nil)
    }

    private static func input(_ text: String, _ speaker: Device) -> String? {
        var name: Substring?
        if text.hasPrefix("switch to ") { name = text.dropFirst("switch to ".count) }
        if text.hasSuffix("に切り替えて") { name = text.dropLast("に切り替えて".count) }
        return name.flatMap { name in
            speaker.inputs.first { $0.names.contains(String(name)) }?.key
        }
    }

    private static func scene(_ text: String, _ devices: [Device]) -> Device? {
        guard text.hasPrefix("activate ") else { return nil }
        let name = String(text.dropFirst("activate ".count))
        return devices.first {
            $0.isScene && $0.names.contains(name)
        }
    }

    private static func number(in text: String, after words: [String]) -> Int64? {
        guard let lead = words.first(where: text.hasPrefix) else { return nil }
        return Int64(text.dropFirst(lead.count).prefix { $0.isASCII && $0.isNumber })
    }

    /// The request's path and body, as Google or Dialogflow sends it.
    func request(id: String, devices: [Device], language: String) -> (path: String, body: JSON) {
        func google(_ intent: String, _ payload: JSON?) -> (String, JSON) {
            var input: [JSON.Member] = [.init("intent", .string("action.devices." + intent))]
            if let payload { input.append(.init("payload", payload)) }
            return (
                "/google/fulfilment", ["requestId": .string(id), "inputs": [.object(input)]]
            )
        }
        switch self {
        case .sync: return google("SYNC", nil)
        case .query:
            let ids = devices.filter { !$0.isScene }
            return google(
                "QUERY", ["devices": .array(ids.map { ["id": .string($0.id)] })])
        case .execute(let command, let parameters, let device):
            let execution: JSON = [
                "command": .string("action.devices.commands." + command), "params": parameters,
            ]
            let work: JSON = [
                "devices": [["id": .string(device)]], "execution": [execution],
            ]
            return google("EXECUTE", ["commands": [work]])
        case .dialogflow(let text, let action):
            return (
                "/dialogflow",
                [
                    "responseId": .string(id), "session": "projects/house/agent/sessions/console",
                    "queryResult": [
                        "queryText": .string(text), "action": .string(action), "parameters": [:],
                        "languageCode": .string(language),
                    ],
                ]
            )
        }
    }

    /// Returns the spoken part of an answer.
    static func spoken(_ answer: JSON) -> String {
        if let words = answer["fulfillmentText"]?.string { return words }
        if let problem = answer["detail"]?.string { return "Sorry: \(problem)." }
        let payload = answer["payload"] ?? .null
        if let code = payload["errorCode"]?.string { return "Sorry: \(code)." }
        if let devices = payload["devices"], case .array(let list) = devices {
            return "I know \(list.count) devices."
        }
        guard let done = payload["commands"]?.elements.first else { return "This is how they are." }
        switch done["status"]?.string {
        case "SUCCESS": return "OK."
        case "PENDING": return "OK, in a moment."
        default: return "Sorry: \(done["errorCode"]?.string ?? "?")."
        }
    }
}
