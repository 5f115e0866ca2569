// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import JukeboxSettings
internal import LinuxSystem
internal import Logging
internal import OrderRing

extension MainLoop {
    /// Reads the settings again; a broken file changes nothing.
    func reload(for key: OrderKey?) {
        switch reread() {
        case .success(var fresh):
            let moved = fresh.paths.music != settings.paths.music
            let needsRestart = settings.needingRestart(toBecome: fresh)
            fresh.keepWhatNeedsRestart(of: settings)
            settings = fresh
            carryOut(jukebox.apply(fresh.rules, at: Clock.monotonic))
            handlePending()
            // Nicknames and the order of rooms may have changed. Each row is replaced in one step:
            // readers never see an empty board.
            for destination in fresh.destinations { show(destination.name) }
            clearUnusedRows()
            ask.post(.settings(fresh))
            lookup.post(.settings(fresh))
            playlists.post(.settings(fresh))
            library.post(.settings(fresh))
            if moved { library.post(.scan(nil, prune: false)) }
            intake.post(.keepHistory(HistoryLimits(fresh)))
            wakeIntake()
            logger.notice("settings read again")
            let notes = needsRestart.map {
                "\($0) has changed; it holds from the next start of jukeboxd"
            }
            for note in notes { logger.warning("\(note)") }
            let reason = notes.isEmpty ? nil : Reason(.settings, notes.joined(separator: "; "))
            if let key { handle(.carriedOut(key, reason, hasFailed: false)) }
        case .failure(let report):
            logger.error("the settings are broken; the old ones stay in force: \(report.text)")
            if let key {
                handle(.carriedOut(key, Reason(.settings, report.text), hasFailed: true))
            }
        }
    }
}
