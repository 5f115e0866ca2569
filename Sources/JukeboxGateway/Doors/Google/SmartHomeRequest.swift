// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines

/// A request of Google's to a cloud-to-cloud fulfilment
/// (developers.home.google.com/cloud-to-cloud/intents).
struct SmartHomeRequest: Equatable {
    /// Google's own id of the request.
    var id: String
    var intent: Intent

    enum Intent: Equatable {
        /// Lists the devices.
        case sync
        /// Reports the states of some devices.
        case query([String])
        /// Carries out commands.
        case execute([Command])
        /// The account is unlinked.
        case disconnect
    }

    /// Things to do, each with each of some devices.
    struct Command: Equatable {
        var devices: [String]
        var executions: [Execution]
    }

    /// One thing to do.
    struct Execution: Equatable {
        /// The command's name without its common prefix.
        var command: String
        var parameters: JSON

        /// Whether it turns the speaker on (true) or off (false); nil if it does neither.
        var turnsOn: Bool? {
            switch command {
            case "OnOff": parameters["on"]?.bool
            case "mediaStop": false
            default: nil
            }
        }

        /// Whether it succeeds in a room where nothing plays.
        var isFineInSilence: Bool { command == "OnOff" || command == "mediaPause" }
    }

    /// The request cannot be read; with its id, if it has one.
    struct Malformed: Error, Equatable {
        var id: String
    }

    static let commandPrefix = "action.devices.commands."
    /// The most devices that a request may name, and the most things that it may ask of each.
    static let mostDevices = 500
    static let mostExecutions = 20

    init(_ bytes: [UInt8]) throws(Malformed) {
        let body = JSON(parsing: bytes) ?? .null
        id = body["requestId"]?.string ?? ""
        guard !id.isEmpty, id.utf8.count <= 1024, let input = body["inputs"]?.elements.first,
            body["inputs"]?.elements.count == 1
        else { throw Malformed(id: String(id.prefix(1024))) }
        let payload = input["payload"] ?? .null
        switch input["intent"]?.string {
        case "action.devices.SYNC": intent = .sync
        case "action.devices.DISCONNECT": intent = .disconnect
        case "action.devices.QUERY": intent = .query(try Self.devices(payload, id))
        case "action.devices.EXECUTE":
            let commands = payload["commands"]
            guard let commands, case .array = commands else { throw Malformed(id: id) }
            var read: [Command] = []
            for command in commands.elements { read.append(try Self.command(command, id)) }
            guard read.reduce(0, { $0 + $1.devices.count }) <= Self.mostDevices else {
                throw Malformed(id: id)
            }
            intent = .execute(read)
        default: throw Malformed(id: id)
        }
    }

    private static func command(_ json: JSON, _ id: String) throws(Malformed) -> Command {
        let executions = json["execution"]?.elements ?? []
        guard (1...mostExecutions).contains(executions.count) else { throw Malformed(id: id) }
        var read: [Execution] = []
        for execution in executions {
            guard let name = execution["command"]?.string else { throw Malformed(id: id) }
            let isOurs = name.hasPrefix(commandPrefix)
            read.append(
                Execution(
                    command: isOurs ? String(name.dropFirst(commandPrefix.count)) : name,
                    parameters: execution["params"] ?? [:]))
        }
        return Command(devices: try devices(json, id), executions: read)
    }

    private static func devices(_ json: JSON, _ id: String) throws(Malformed) -> [String] {
        guard let list = json["devices"], case .array(let devices) = list,
            devices.count <= mostDevices
        else { throw Malformed(id: id) }
        var ids: [String] = []
        for device in devices {
            guard let name = device["id"]?.string else { throw Malformed(id: id) }
            ids.append(name)
        }
        return ids
    }
}
