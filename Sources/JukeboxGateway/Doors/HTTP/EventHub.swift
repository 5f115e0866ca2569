// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Synchronization

/// One thing that is told to those who listen: a destination as it is now, or only that we live.
struct HouseEvent: Equatable, Sendable {
    /// Counts up by one; nil for a heartbeat.
    var number: UInt64?
    var data: JSON?
}

/// Tells every listening client what changes on the board; asleep while nobody listens.
actor EventHub {
    /// How many events a slow client, or one that comes back, may be behind.
    static let memory = 256
    private static let heartbeat = MonotonicTime.Span.seconds(10)

    /// Distinguishes our numbers from those of a gateway before us.
    nonisolated let epoch = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    private let directory: String
    private var clients: [Int: AsyncStream<HouseEvent>.Continuation] = [:]
    private var nextClient = 0
    private var events: [HouseEvent] = []
    private var nextNumber: UInt64 = 1
    private var shown: [String: JSON] = [:]
    private let isWatched = Atomic<Bool>(false)

    init(directory: String) { self.directory = directory }

    /// What a client is told first, and then.
    struct Subscription {
        /// Whether events that it has not seen are lost.
        var hasGap: Bool
        /// The last event before those that follow.
        var after: UInt64
        var first: [HouseEvent]
        var then: AsyncStream<HouseEvent>
    }

    /// Lets a client listen.
    ///
    /// - Parameter last: the id of the last event that it has seen: `EPOCH-NUMBER`.
    /// - Returns: what it is told first, and what then.
    func subscribe(after last: String?) -> Subscription {
        let client = nextClient
        nextClient += 1
        let (stream, continuation) = AsyncStream.makeStream(
            of: HouseEvent.self, bufferingPolicy: .bufferingNewest(Self.memory))
        continuation.onTermination = { _ in Task { await self.leave(client) } }
        clients[client] = continuation
        if !isWatched.exchange(true, ordering: .sequentiallyConsistent) { watch() }
        let parts = last?.split(separator: "-").map(String.init)
        if let parts, parts.count == 2, parts[0] == epoch, let number = UInt64(parts[1]),
            number < nextNumber, number + 1 >= events.first?.number ?? nextNumber
        {
            let missed = events.filter { $0.number ?? 0 > number }
            return Subscription(hasGap: false, after: number, first: missed, then: stream)
        }
        let now = shown.sorted { $0.key < $1.key }.map { HouseEvent(number: nil, data: $0.value) }
        return Subscription(hasGap: last != nil, after: nextNumber - 1, first: now, then: stream)
    }

    private func leave(_ client: Int) { clients[client] = nil }

    /// How many clients listen.
    var listeners: Int { clients.count }

    /// Ends every stream, as the gateway ends.
    func close() {
        for client in clients.values { client.finish() }
        clients = [:]
    }

    // MARK: The board

    private func watch() {
        let directory = directory
        do {
            try NamedThread.start("events") { [self] in
                var attachment: Attachment?
                var beatAt = Clock.monotonic + Self.heartbeat
                while isWatched.load(ordering: .sequentiallyConsistent) {
                    if attachment == nil { attachment = try? Attachment(directory: directory) }
                    guard let board = attachment else {
                        Clock.sleep(.seconds(1))
                        continue
                    }
                    let count = board.view.changes
                    let isUp = board.daemonIsAlive
                    let rooms = board.view.snapshots
                    Task { await self.take(rooms, isUp: isUp) }
                    board.view.waitForChange(from: count, atMost: Self.heartbeat)
                    guard Clock.monotonic >= beatAt else { continue }
                    beatAt = Clock.monotonic + Self.heartbeat
                    if !isUp { attachment = nil }  // perhaps there is another board by now
                    Task { await self.beat() }
                }
            }
        } catch {
            isWatched.store(false, ordering: .sequentiallyConsistent)
        }
    }

    private func beat() {
        guard !clients.isEmpty else {
            isWatched.store(false, ordering: .sequentiallyConsistent)
            return
        }
        for client in clients.values { client.yield(HouseEvent()) }
    }

    /// Takes in the board; tells what has changed but the place, which clients count on themselves.
    private func take(_ rooms: [JSON], isUp: Bool) {
        if clients.isEmpty { isWatched.store(false, ordering: .sequentiallyConsistent) }
        for room in rooms {
            guard let name = room["name"]?.string else { continue }
            let status = DestinationStatus(room, isUp: isUp, at: Clock.monotonic).json
            defer { shown[name] = status }
            if let before = shown[name], Self.isSame(before, status) { continue }
            let event = HouseEvent(number: nextNumber, data: status)
            nextNumber += 1
            events.append(event)
            if events.count > Self.memory { events.removeFirst() }
            for client in clients.values { client.yield(event) }
        }
    }

    /// Whether two looks at a destination differ in nothing but the passing of time.
    static func isSame(_ one: JSON, _ other: JSON) -> Bool {
        guard case .object(let before) = one, case .object(let now) = other else { return false }
        let moves = ["elapsed_s"]
        let isStill =
            before.filter { !moves.contains($0.name) } == now.filter { !moves.contains($0.name) }
        let step = (other["elapsed_s"]?.double ?? 0) - (one["elapsed_s"]?.double ?? 0)
        return isStill && step > -0.5 && step < 3
    }
}
