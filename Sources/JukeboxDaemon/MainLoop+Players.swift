// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import OrderRing

extension MainLoop {
    /// Empties the board's rows after those of the destinations.
    func clearUnusedRows() {
        let count = settings.destinations.count
        for index in count..<max(32, count) { board.clear(at: index) }
    }

    func show(_ name: DestinationName) {
        guard let view = jukebox.view(name),
            let index = settings.destinations.firstIndex(where: { $0.name == name })
        else { return }
        let nicknames = settings.destinations[index].nicknames
        let since = wallTime(of: view)
        board.show(view.snapshot(nicknames: nicknames, awaySince: since).json, at: index)
        board.changed(.player)
        if view.waitingFor == .music { tell(name, "music is away; its orders wait", view.text) }
        if view.waitingFor == nil, view.device == .open { tellEnd(name) }
    }

    /// Since when a room's device or music is away; converted once, so that it never changes.
    private func wallTime(of view: RoomView) -> WallTime? {
        guard let since = view.awaySince else {
            away[view.name] = nil
            return nil
        }
        if let known = away[view.name], known.since == since { return known.wall }
        let past = (Clock.monotonic - since).nanoseconds
        let wall = WallTime(nanoseconds: Clock.wall.nanoseconds - past)
        away[view.name] = (since, wall)
        return wall
    }

    func spawn(_ name: DestinationName) {
        guard let destination = settings.destinations.first(where: { $0.name == name }) else {
            return
        }
        do {
            children[name] = try PlayerChild(
                name, program: programs.player, device: destination.device,
                reading: settings.paths.music)
        } catch {
            logger.error(
                "player cannot be started; trying again",
                metadata: ["destination": "\(name)", "error": "\(error)"])
            pending.append(.playerEnded(name, why: "\(error)"))
        }
    }

    /// Kills the player of a removed destination; it is collected in the main loop.
    func dismiss(_ name: DestinationName) {
        guard let player = children.removeValue(forKey: name) else { return }
        player.kill("its destination was removed", logger)
        dismissed.append(player)
    }

    func listen(to player: PlayerChild) {
        player.flush()
        for words in player.words() {
            logger.warning("\(words)", metadata: ["destination": "\(player.name)"])
        }
        guard children[player.name] === player else {
            _ = player.news()  // read to its end, so that the pipe is not watched for ever
            if player.ended() != nil { dismissed.removeAll { $0 === player } }
            return
        }
        for event in player.news() {
            if case .device(let state, let text) = event.news { tell(player.name, state, text) }
            if case .underrun = event.news { figures.countUnderrun(of: player.name) }
            handle(.player(player.name, event))
        }
        guard children[player.name] === player, let status = player.ended() else { return }
        children[player.name] = nil
        guard !isStopping else { return }
        let isAsked = status == .exited(0)
        if !isAsked { figures.countRestart(of: player.name) }
        logger.log(
            level: isAsked ? .debug : .warning, "player ended; it is started again",
            metadata: ["destination": "\(player.name)", "status": "\(status)"])
        let why = player.lastWords.isEmpty ? "\(status)" : "\(status): \(player.lastWords)"
        handle(.playerEnded(player.name, why: why))
    }

    private func tell(_ name: DestinationName, _ state: DeviceState, _ text: String) {
        guard state.isTrouble else { return }
        tell(name, "device is \(state.rawValue); its orders wait", text)
    }

    /// Logs trouble once, however often it is retried.
    private func tell(_ name: DestinationName, _ message: Logger.Message, _ text: String) {
        guard told[name] != text else { return }
        told[name] = text
        logger.warning(message, metadata: ["destination": "\(name)", "reason": "\(text)"])
    }

    private func tellEnd(_ name: DestinationName) {
        guard told.removeValue(forKey: name) != nil else { return }
        logger.notice("sound is back", metadata: ["destination": "\(name)"])
        library.post(.musicMayBeBack)
    }
}
