// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

/// Why a device does not do what is asked, in Google's words
/// (developers.home.google.com/cloud-to-cloud/reference/errors).
struct DeviceError: Error, Equatable {
    var code: String

    static let notFound = DeviceError(code: "deviceNotFound")
    static let offline = DeviceError(code: "deviceOffline")
    static let notSupported = DeviceError(code: "functionNotSupported")
    static let alreadySo = DeviceError(code: "alreadyInState")
    static let outOfRange = DeviceError(code: "valueOutOfRange")
    static let malformed = DeviceError(code: "protocolError")
    static let unknownInput = DeviceError(code: "unsupportedInput")
    static let notNow = DeviceError(code: "actionNotAvailable")
    static let again = DeviceError(code: "transientError")
    static let failed = DeviceError(code: "hardError")
}

// What Google can ask of a speaker, as orders.
extension Household {
    /// The order that does what is asked.
    func order(
        _ execution: SmartHomeRequest.Execution, for speaker: Speaker
    ) throws(DeviceError) -> Order {
        let verb = try verb(execution, speaker)
        if case .play = verb {
            return Order(verb, destination: speaker.name, mode: .replace)
        }
        // A command to a jukebox that is not there is late when it is back.
        guard speaker.isUp else { throw .offline }
        return Order(verb, destination: speaker.name)
    }

    /// The order that plays a scene's playlist.
    func order(
        _ execution: SmartHomeRequest.Execution, for scene: PlaylistInput
    ) throws(DeviceError) -> Order {
        guard execution.command == "ActivateScene",
            execution.parameters["deactivate"]?.bool != true
        else { throw .notSupported }
        return Order(.play(Order.Request(playlist: scene.name)), mode: .replace)
    }

    private func verb(
        _ execution: SmartHomeRequest.Execution, _ speaker: Speaker
    ) throws(DeviceError) -> Order.Verb {
        let parameters = execution.parameters
        switch execution.command {
        case "OnOff":
            let on = try parameters.required("on", \.bool)
            guard speaker.isUp else { throw .offline }
            if on != speaker.isOn { return on ? .resume : .stop }
            throw .alreadySo
        case "mediaPause":
            if speaker.isPaused { throw .alreadySo }
            return .pause
        case "mediaResume":
            if speaker.isPlaying { throw .alreadySo }
            return .resume
        case "mediaStop":
            if !speaker.isOn { throw .alreadySo }
            return .stop
        case "mediaNext": return try whileOn(.next, speaker)
        case "mediaPrevious": return .previous
        case "mediaSeekRelative":
            let step = try parameters.required("relativePositionMs", \.whole)
            guard abs(step) <= 86_400_000 else { throw .outOfRange }
            return try whileOn(.seek(.by(step)), speaker)
        case "mediaSeekToPosition":
            let place = try parameters.required("absPositionMs", \.whole)
            guard place >= 0, place <= speaker.durationMilliseconds ?? 86_400_000 else {
                throw .outOfRange
            }
            return try whileOn(.seek(.to(place)), speaker)
        case "setVolume":
            let level = try parameters.required("volumeLevel", \.whole)
            guard (0...100).contains(level) else { throw .outOfRange }
            if level == speaker.volume, !speaker.isMuted { throw .alreadySo }
            return .volume(.set(.percent(Double(level))))
        case "volumeRelative": return try louder(parameters, speaker)
        case "mute":
            let mute = try parameters.required("mute", \.bool)
            if mute == speaker.isMuted { throw .alreadySo }
            return .volume(mute ? .set(.muted) : .unmute)
        case "SetInput":
            return try input(parameters.required("newInput", \.string), speaker)
        case "NextInput": return try input(playlist(from: speaker.playlist, by: 1)?.key, speaker)
        case "PreviousInput":
            return try input(playlist(from: speaker.playlist, by: -1)?.key, speaker)
        default: throw .notSupported
        }
    }

    /// What is named where nobody could tell which playlists there are: the daemon will know.
    private func unknown(_ key: String?) -> PlaylistInput? {
        guard !knowsPlaylists, let key, key.hasPrefix(PlaylistInput.prefix) else { return nil }
        return PlaylistInput(name: String(key.dropFirst(PlaylistInput.prefix.count)))
    }

    private func whileOn(_ verb: Order.Verb, _ speaker: Speaker) throws(DeviceError) -> Order.Verb {
        guard speaker.isUp else { throw .offline }
        guard speaker.isOn else { throw .notNow }
        return verb
    }

    /// Some steps of one percent each, never beyond the ends.
    private func louder(_ parameters: JSON, _ speaker: Speaker) throws(DeviceError) -> Order.Verb {
        let steps = try parameters.required("relativeSteps", \.whole)
        guard abs(steps) <= 100 else { throw .outOfRange }
        if steps > 0, speaker.volume >= 100, !speaker.isMuted {
            throw DeviceError(code: "volumeAlreadyMax")
        }
        if steps < 0, speaker.volume <= 0 || speaker.isMuted {
            throw DeviceError(code: "volumeAlreadyMin")
        }
        return .volume(.set(.percent(Double(min(100, max(0, speaker.volume + steps))))))
    }

    private func input(_ key: String?, _ speaker: Speaker) throws(DeviceError) -> Order.Verb {
        if key == PlaylistInput.queueKey {
            if speaker.isOn, speaker.playlist == nil { throw .alreadySo }
            return .resume
        }
        guard let list = playlists.first(where: { $0.key == key }) ?? unknown(key) else {
            throw .unknownInput
        }
        if speaker.isPlaying, speaker.playlist == list.name { throw .alreadySo }
        return .play(Order.Request(playlist: list.name))
    }
}

extension JSON {
    /// A parameter of the right kind.
    fileprivate func required<Value>(
        _ name: String, _ kind: (JSON) -> Value?
    ) throws(DeviceError) -> Value {
        guard let value = self[name].flatMap(kind) else { throw .malformed }
        return value
    }

    /// The whole number, written as one or not: 20 and 20.0.
    fileprivate var whole: Int64? { int ?? double.flatMap { Int64(exactly: $0.rounded()) } }
}
