// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem

/// Sends changes to every listening client; asleep while no client listens.
actor EventHub {
    /// How many events a slow or reconnecting client may miss before there is a gap.
    static let memory = 256
    /// How long events are kept for a client that may reconnect.
    private static let patience = Duration.seconds(30)

    /// Distinguishes our numbers from those of an earlier gateway.
    nonisolated let epoch = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    private let directory: String
    private let asker: AskClient
    private var clients: [Int: AsyncStream<HouseEvent>.Continuation] = [:]
    private var nextClient = 0
    private var events: [HouseEvent] = []
    private var nextNumber: UInt64 = 1
    private var shown: [String: JSON] = [:]
    private var isUp: Bool?
    private var watch: BoardWatch?
    private var reading: Task<Void, Never>?
    private var changes: Task<Void, Never>?
    /// Whether the daemon reports its changes, or is known to be down.
    private var isAttached = false

    init(directory: String, asker: AskClient) {
        self.directory = directory
        self.asker = asker
    }

    /// The events for a client: first those that it missed, or the present state; then all others.
    struct Subscription {
        /// Whether events that it has not seen are lost.
        var hasGap: Bool
        /// The number of the last event before `first`.
        var after: UInt64
        var first: [HouseEvent]
        var then: AsyncStream<HouseEvent>
        /// Ends `then`.
        var end: @Sendable () -> Void
        /// Sends a heartbeat now.
        var nudge: @Sendable () -> Void
    }

    /// Lets a client listen.
    ///
    /// - Parameter last: the id of the last event that it has seen: `EPOCH-NUMBER`.
    /// - Returns: the missed events or the present state, and the events from now on.
    func subscribe(after last: String?) async -> Subscription {
        let client = nextClient
        nextClient += 1
        let (stream, continuation) = AsyncStream.makeStream(
            of: HouseEvent.self, bufferingPolicy: .bufferingNewest(Self.memory))
        continuation.onTermination = { _ in Task { await self.leave(client) } }
        clients[client] = continuation
        wakeUp()
        await waitForChanges()
        let nudge: @Sendable () -> Void = { continuation.yield(Self.heartbeat) }
        let parts = last?.split(separator: "-").map(String.init)
        if let parts, parts.count == 2, parts[0] == epoch, let number = UInt64(parts[1]),
            number < nextNumber, number + 1 >= events.first?.number ?? nextNumber
        {
            let missed = events.filter { $0.number ?? 0 > number }
            return Subscription(
                hasGap: false, after: number, first: missed, then: stream,
                end: { continuation.finish() }, nudge: nudge)
        }
        return Subscription(
            hasGap: last != nil, after: nextNumber - 1, first: now, then: stream,
            end: { continuation.finish() }, nudge: nudge)
    }

    /// The present state as events without a number.
    private var now: [HouseEvent] {
        var all: [HouseEvent] = []
        if let isUp { all.append(Self.daemonEvent(isUp)) }
        return all
            + shown.sorted { $0.key < $1.key }.map {
                HouseEvent(number: nil, kind: .destination, room: $0.key, data: $0.value)
            }
    }

    private func leave(_ client: Int) {
        guard clients.removeValue(forKey: client) != nil, clients.isEmpty else { return }
        // A client that reconnects soon misses nothing.
        let number = nextClient
        Task {
            try? await Task.sleep(for: Self.patience)
            if clients.isEmpty, nextClient == number { fallAsleep() }
        }
    }

    /// How many clients listen.
    var listeners: Int { clients.count }

    /// Ends every stream, as the gateway ends.
    func close() {
        for client in clients.values { client.finish() }
        clients = [:]
        fallAsleep()
    }

    private func wakeUp() {
        guard watch == nil else { return }
        // Each look shows the whole board, so the newest ones suffice.
        let (looks, pending) = AsyncStream.makeStream(
            of: BoardWatch.Look.self, bufferingPolicy: .bufferingNewest(16))
        watch = BoardWatch(directory: directory) { pending.yield($0) }
        reading = Task { for await look in looks { self.take(look) } }
        let feed = ChangeFeed(asker: asker)
        changes = Task { await feed.run { await self.take($0) } }
    }

    private func fallAsleep() {
        guard watch != nil else { return }
        watch?.stop()
        watch = nil
        reading?.cancel()
        reading = nil
        changes?.cancel()
        changes = nil
        isAttached = false
        // A client that has seen the last event has only missed what happens now.
        events = []
        nextNumber += 2
    }

    /// Waits until the daemon reports its changes, so that a client misses none after its first
    /// events.
    ///
    /// Waits only a moment, because the daemon may be down.
    private func waitForChanges() async {
        let end = Clock.monotonic + .milliseconds(500)
        while !isAttached, Clock.monotonic < end {
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    // MARK: News

    private func publish(_ kind: HouseEvent.Kind, _ room: String?, _ data: JSON) {
        let event = HouseEvent(number: nextNumber, kind: kind, room: room, data: data)
        nextNumber += 1
        events.append(event)
        // Seldom, so that the removal at the front costs little per event.
        if events.count >= 2 * Self.memory { events.removeFirst(events.count - Self.memory) }
        for client in clients.values { client.yield(event) }
    }

    private static let heartbeat = HouseEvent(
        number: nil, kind: .heartbeat, room: nil, data: .null)

    private static func daemonEvent(_ isUp: Bool) -> HouseEvent {
        HouseEvent(
            number: nil, kind: .daemon, room: nil,
            data: ["daemon": .string(isUp ? "up" : "down")])
    }

    private func take(_ news: ChangeFeed.News) {
        switch news {
        case .change(.order(let order)): publish(.order, order.destination, order.json)
        case .change(.queue(let room, let revision)):
            publish(.queue, room, ["queue": .string(room), "revision": .int(revision)])
        // A number that is left out shows clients the gap.
        case .gap: nextNumber += 1
        case .attached: isAttached = true
        case .lost:
            isAttached = true  // the daemon is down: do not wait for it
            watch?.look()
        }
    }

    /// Takes in a look at the board, and sends what changed, except for playback positions, which
    /// clients count themselves.
    private func take(_ look: BoardWatch.Look) {
        guard case .board(let rooms, let isUp) = look else {
            for client in clients.values {
                client.yield(Self.heartbeat)
            }
            return
        }
        if self.isUp != isUp {
            self.isUp = isUp
            publish(.daemon, nil, Self.daemonEvent(isUp).data)
        }
        let names = Set(rooms.map(\.name))
        for gone in shown.keys where isUp && !names.contains(gone) {
            shown[gone] = nil
            publish(.removed, gone, ["name": .string(gone)])
        }
        for room in rooms {
            let status = DestinationStatus(room.withoutPaths, isUp: isUp, at: Clock.monotonic).json
            defer { shown[room.name] = status }
            if let before = shown[room.name], Self.isSame(before, status) { continue }
            publish(.destination, room.name, status)
        }
    }

    /// Whether two states of a destination differ only in the passing of time.
    static func isSame(_ one: JSON, _ other: JSON) -> Bool {
        guard case .object(let before) = one, case .object(let now) = other else { return false }
        let moves = ["elapsed_s"]
        let isStill =
            before.filter { !moves.contains($0.name) } == now.filter { !moves.contains($0.name) }
        let step = (other["elapsed_s"]?.double ?? 0) - (one["elapsed_s"]?.double ?? 0)
        return isStill && step > -0.5 && step < 3
    }
}
