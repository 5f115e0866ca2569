// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import Crypto
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import OrderRing

// Doing what Google asks (EXECUTE).
extension SmartHome {
    private enum Done: Equatable {
        case success, pending
        case error(DeviceError)
    }

    /// Does all that is asked, each device on its own; one answer for each device.
    func carryOut(_ commands: [SmartHomeRequest.Command], _ id: String) async -> [JSON] {
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
                    (device, await carryOut(executions, device, id, until: until))
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

    /// Does some things with one device, one after the other, until one fails.
    private func carryOut(
        _ executions: [SmartHomeRequest.Execution], _ device: String, _ id: String,
        until: MonotonicTime
    ) async -> Done {
        var done = Done.success
        for (index, execution) in executions.enumerated() {
            let wantsPlaylist =
                execution.command.contains("Input")
                || device.hasPrefix(PlaylistInput.scenePrefix)
            let household = await household(asking: wantsPlaylist)
            let key = Self.key(id, device, index)
            do throws(DeviceError) {
                var order: Order
                if let speaker = household.speaker(device) {
                    order = try household.order(execution, for: speaker)
                } else if let scene = household.scene(device) {
                    order = try household.order(execution, for: scene)
                } else {
                    throw .notFound
                }
                order.idempotencyKey = key
                let one = try await place(order, until: until)
                if one == .pending { done = .pending }
            } catch {
                return .error(error)
            }
        }
        return done
    }

    /// Puts an order into the ring, and waits a moment for what becomes of it.
    private func place(_ order: Order, until: MonotonicTime) async throws(DeviceError) -> Done {
        let sent: (receipt: Receipt, isUp: Bool)
        do throws(Problem) {
            sent = try ring.enqueue(order)
        } catch {
            throw error.code == "full" ? .again : .offline
        }
        var answer = await told(sent.receipt.ticket, of: order, until: until)
        if answer?["reason"]?["code"]?.string == "duplicate",
            let first = answer?["reason"]?["candidates"]?.elements.first?.string.flatMap(
                UInt64.init)
        {
            // Google's second attempt: the first order is the one.
            answer = await told(first, of: order, until: until)
        }
        logger.info(
            "google",
            metadata: [
                "ticket": "\(sent.receipt.ticket)", "verb": "\(order.verb.word)",
                "outcome": "\(answer?["outcome"]?.string ?? "?")",
            ])
        switch answer?["outcome"]?.string {
        case "refused", "failed": throw Self.error(answer?["reason"]?["code"]?.string)
        case "playing", "finished", "skipped", "partly", "superseded", "cancelled": return .success
        case "expired": throw .offline
        default: return .pending
        }
    }

    private func told(_ ticket: UInt64, of order: Order, until: MonotonicTime) async -> JSON? {
        let left = (until - Clock.monotonic).nanoseconds / 1_000_000
        guard left > 0, ring.mayWait else { return nil }
        let goal = order.verb.isCommand ? Outcome.finished : .queued
        let answer = await asker.ask(
            .order(Ticket(ticket), until: .outcome(goal), timeoutMilliseconds: left),
            within: Int(left) + 10)
        if answer?["ticket"] == nil { ring.waitedInVain() }
        return answer
    }

    private static func error(_ code: String?) -> DeviceError {
        switch code {
        case "destination": .notFound
        case "notFound": .unknownInput
        case "notNow": .notNow
        case "queueFull": .again
        case "late": .offline
        default: .failed
        }
    }

    /// The same request has the same keys, so that Google's second attempt orders nothing anew.
    static func key(_ request: String, _ device: String, _ index: Int) -> String {
        let content = "\(request)\u{0}\(device)\u{0}\(index)"
        let hash = Array(SHA256.hash(data: Array(content.utf8)))
        return "google-" + TokenFile.hexadecimal(Array(hash.prefix(20)))
    }
}
