// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing

// Carrying out Google's commands (EXECUTE).
extension SmartHome {
    private enum Done: Equatable {
        case success, pending
        case error(DeviceError)
    }

    /// Carries out commands, all devices at the same time; one answer for each device.
    func carryOut(_ commands: [SmartHomeRequest.Command], _ key: RequestKey) async -> [JSON] {
        var order: [String] = []
        var work: [String: [SmartHomeRequest.Execution]] = [:]
        for command in commands {
            for device in command.devices {
                if work[device] == nil { order.append(device) }
                work[device, default: []] += command.executions
            }
        }
        let until = Clock.monotonic + .milliseconds(Self.patience)
        let done = await withTaskGroup(of: (String, Done).self) { group in
            for (device, executions) in work {
                group.addTask {
                    (device, await carryOut(executions, device, key, until: until))
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let now = await household(asking: false)
        return order.map { device in
            let speaker = now.speaker(device)
            var answer: [JSON.Member] = [.init("ids", JSON([device]))]
            switch done[device] ?? .pending {
            case .success: answer.append(.init("status", "SUCCESS"))
            case .pending: answer.append(.init("status", "PENDING"))
            case .error(.offline):
                answer += [.init("status", "OFFLINE"), .init("errorCode", "deviceOffline")]
            case .error(let error):
                answer += [.init("status", "ERROR"), .init("errorCode", .string(error.code))]
            }
            if let speaker, done[device] == .success || done[device] == .pending {
                answer.append(.init("states", now.states(of: speaker)))
            }
            return .object(answer)
        }
    }

    /// Carries out commands for one device in their order, until one fails.
    private func carryOut(
        _ executions: [SmartHomeRequest.Execution], _ device: String, _ key: RequestKey,
        until: MonotonicTime
    ) async -> Done {
        var done = Done.success
        for (index, execution) in executions.enumerated() {
            let wantsPlaylist =
                execution.command.contains("Input")
                || device.hasPrefix(PlaylistInput.scenePrefix)
            let household = await household(asking: wantsPlaylist)
            do throws(DeviceError) {
                guard var order = try household.order(execution, for: device) else { continue }
                order.idempotencyKey = key.order(device, index)
                order.by = "google"
                if try await place(order, until: until) == .pending { done = .pending }
                await note(execution, order, household.speaker(device))
            } catch {
                guard error == .notNow, execution.isFineInSilence else { return .error(error) }
                await note(execution, nil, household.speaker(device))
            }
        }
        return done
    }

    /// Records what a command has set if the board does not show it.
    private func note(
        _ execution: SmartHomeRequest.Execution, _ order: Order?, _ speaker: Speaker?
    ) async {
        guard let name = speaker?.name else { return }
        if let isOn = execution.turnsOn { await notes.change(name) { $0.isTurnedOn = isOn } }
        if case .volume(let change)? = order?.verb {
            let isAtZero = change == .set(.muted) && execution.command != "mute"
            await notes.change(name) { $0.isAtZero = isAtZero }
        }
    }

    /// Puts an order into the ring and waits for its outcome.
    private func place(_ order: Order, until: MonotonicTime) async throws(DeviceError) -> Done {
        let left = max(0, (until - Clock.monotonic).nanoseconds / 1_000_000)
        let goal = order.verb.isCommand ? Outcome.finished : .queued
        let answer: OrderAnswer
        do throws(DeskError) {
            answer = try await desk.send(order, until: .outcome(goal), within: Int(left))
        } catch {
            if case .full = error { throw .again }
            throw .offline
        }
        logger.info(
            "google",
            metadata: [
                "ticket": "\(answer.ticket.number)", "verb": "\(order.verb.word)",
                "outcome": "\(answer.outcome?.word ?? "?")",
            ])
        switch answer.outcome {
        case .refused, .failed: throw Self.error(answer.reason?.code)
        case .playing, .finished, .skipped, .partly, .superseded, .cancelled: return .success
        case .expired: throw .offline
        default: return .pending
        }
    }

    private static func error(_ code: Reason.Code?) -> DeviceError {
        switch code {
        case .destination: .notFound
        case .notFound: .unknownInput
        case .notNow: .notNow
        case .queueFull: .again
        case .late: .offline
        default: .failed
        }
    }
}

extension Household {
    /// The order for a command to a speaker or scene; nil if there is nothing to change.
    fileprivate func order(
        _ execution: SmartHomeRequest.Execution, for device: String
    ) throws(DeviceError) -> Order? {
        if let speaker = speaker(device) { return try order(execution, for: speaker) }
        guard let scene = scene(device) else { throw .notFound }
        return try order(execution, for: scene)
    }
}
