// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import AsyncHTTPClient
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle

/// Reports changes to Google without being asked: the list of devices (request sync) and their
/// states (report state) (developers.home.google.com/cloud-to-cloud/integration/request-sync,
/// …/report-state).
struct HomeGraph: Service {
    let address: String
    let account: ServiceAccount
    let linking: Linking
    let home: SmartHome
    let hub: EventHub
    let logger: Logger

    /// How often the playlists are checked for changes, in seconds; files send no events.
    static let look: Int64 = 60

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                group.addTask { await tellOfDevices() }
                group.addTask { await tellOfStates() }
            }
        }
    }

    /// Asks Google to fetch the devices again whenever they have changed.
    private func tellOfDevices() async {
        var told: [JSON] = []
        var wait = Self.look
        while !Task.isCancelled {
            let household = await home.household(asking: true)
            let devices = household.devices
            if household.knowsPlaylists, devices != told, let id = await linked {
                let isTaken = await tell(
                    "/v1/devices:requestSync", ["agentUserId": .string(id), "async": true])
                if isTaken { told = devices }
                wait = isTaken ? Self.look : min(3600, wait * 2)
            } else if !household.knowsPlaylists {
                wait = 5
            } else {
                wait = Self.look
            }
            try? await Task.sleep(for: .seconds(wait))
        }
    }

    /// Reports the state of a speaker whenever it has changed.
    private func tellOfStates() async {
        var told: [String: JSON] = [:]
        for await event in await hub.subscribe(after: nil).then where !Task.isCancelled {
            guard event.data != nil, let id = await linked else { continue }
            // Collects changes that happen together.
            try? await Task.sleep(for: .milliseconds(200))
            let household = await home.household(asking: false)
            var states: [JSON.Member] = []
            for speaker in household.speakers {
                let now = household.states(of: speaker)
                if told[speaker.id] != now { states.append(.init(speaker.id, now)) }
            }
            guard !states.isEmpty else { continue }
            let isTaken = await tell(
                "/v1/devices:reportStateAndNotification",
                [
                    "requestId": .string(Dice.hexadecimal(16)), "agentUserId": .string(id),
                    "payload": ["devices": ["states": .object(states)]],
                ])
            if isTaken { for state in states { told[state.name] = state.value } }
        }
    }

    /// The household's id; nil while no account is linked.
    private var linked: String? {
        get async {
            guard let household = await linking.household, household.isLinked else { return nil }
            return household.id
        }
    }

    /// Posts a request to Google; retries with a fresh token if the old one is refused.
    private func tell(_ path: String, _ body: JSON) async -> Bool {
        for attempt in 0..<2 {
            do {
                var request = HTTPClientRequest(url: address + path)
                request.method = .POST
                request.headers.add(name: "Content-Type", value: "application/json")
                request.headers.add(
                    name: "Authorization", value: "Bearer " + (try await account.access()))
                request.body = .bytes(ByteBuffer(string: body.line))
                _ = try await HTTPClient.outbound.answer(to: request)
                return true
            } catch let refused as ServiceAccount.Refused
                where refused.status == 401 && attempt == 0
            {
                await account.forget()
            } catch is CancellationError {
                return false
            } catch {
                logger.warning(
                    "Google was not told", metadata: ["what": "\(path)", "why": "\(error)"])
                return false
            }
        }
        return false
    }
}
