// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import JukeboxModel

/// The reason why a device refuses a command, as one of Google's error codes
/// (developers.home.google.com/cloud-to-cloud/reference/errors).
struct DeviceError: Error, Equatable {
    var code: String

    static let notFound = DeviceError(code: "deviceNotFound")
    static let offline = DeviceError(code: "deviceOffline")
    static let notSupported = DeviceError(code: "functionNotSupported")
    static let outOfRange = DeviceError(code: "valueOutOfRange")
    static let malformed = DeviceError(code: "protocolError")
    static let unknownInput = DeviceError(code: "unsupportedInput")
    static let notNow = DeviceError(code: "actionNotAvailable")
    static let again = DeviceError(code: "transientError")
    static let failed = DeviceError(code: "hardError")
}

// Google's commands as orders.
extension Household {
    /// Returns the order for a command; nil if the input that is asked for plays already.
    ///
    /// Other commands are sent even if the speaker seems to be in that state: the board may be
    /// older than an order on its way.
    func order(
        _ execution: SmartHomeRequest.Execution, for speaker: Speaker
    ) throws(DeviceError) -> Order? {
        let verb = try verb(execution, speaker)
        if case .play(let wanted)? = verb {
            return Order(.play(wanted), destination: speaker.name, mode: .replace)
        }
        // Commands are not left for a daemon that is down: they would come too late.
        guard speaker.isUp else { throw .offline }
        return verb.map { Order($0, destination: speaker.name) }
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
    ) throws(DeviceError) -> Order.Verb? {
        let parameters = execution.parameters
        switch execution.command {
        case "OnOff":
            let on = try parameters.required("on", \.bool)
            guard speaker.isUp else { throw .offline }
            return on ? turnOn(speaker) : .stop
        case "mediaPause": return .pause
        case "mediaResume": return .resume
        case "mediaStop": return .stop
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
            return .volume(.set(.percent(Double(level))))
        case "volumeRelative": return try louder(parameters, speaker)
        case "mute":
            return .volume(try parameters.required("mute", \.bool) ? .set(.muted) : .unmute)
        case "SetInput":
            return try input(parameters.required("newInput", \.string), speaker)
        case "NextInput": return try input(playlist(from: speaker.playlist, by: 1)?.key, speaker)
        case "PreviousInput":
            return try input(playlist(from: speaker.playlist, by: -1)?.key, speaker)
        default: throw .notSupported
        }
    }

    /// Resumes the queue, or plays the room's own playlist if the queue is empty.
    private func turnOn(_ speaker: Speaker) -> Order.Verb {
        guard speaker.isEmpty, let playlist = speaker.usualPlaylist else { return .resume }
        return .play(Order.Request(playlist: playlist))
    }

    /// The playlist of a key while the playlists are unknown: the daemon decides whether it exists.
    private func unknown(_ key: String?) -> PlaylistInput? {
        guard !knowsPlaylists, let key, key.hasPrefix(PlaylistInput.prefix) else { return nil }
        return PlaylistInput(name: String(key.dropFirst(PlaylistInput.prefix.count)))
    }

    private func whileOn(_ verb: Order.Verb, _ speaker: Speaker) throws(DeviceError) -> Order.Verb {
        guard speaker.isUp else { throw .offline }
        guard speaker.isOn else { throw .notNow }
        return verb
    }

    /// Changes the volume by steps of one percent, within 0 and 100.
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

    private func input(
        _ key: String?, _ speaker: Speaker
    ) throws(DeviceError) -> Order.Verb? {
        if key == PlaylistInput.queueKey {
            if speaker.isOn, speaker.playlist == nil { return nil }
            return .resume
        }
        guard let list = playlists.first(where: { $0.key == key }) ?? unknown(key) else {
            throw .unknownInput
        }
        if speaker.isPlaying, speaker.playlist == list.name { return nil }
        return .play(Order.Request(playlist: list.name))
    }
}

extension JSON {
    /// Returns a parameter of the right type.
    fileprivate func required<Value>(
        _ name: String, _ kind: (JSON) -> Value?
    ) throws(DeviceError) -> Value {
        guard let value = self[name].flatMap(kind) else { throw .malformed }
        return value
    }

    /// The whole number, written with or without a decimal point: 20 and 20.0.
    fileprivate var whole: Int64? { int ?? double.flatMap { Int64(exactly: $0.rounded()) } }
}
