// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import HTTPTypes
internal import Hummingbird
internal import JSONLines
internal import Synchronization

/// Server-sent events (html.spec.whatwg.org, 9.2).
enum EventStream {
    /// Answers a request for events: `?room=kitchen&events=destination,order` narrows them.
    static func response(_ exchange: Exchange) async throws -> Response {
        let filter = try filter(exchange)
        let address = exchange.visitor.address.key
        guard let place = exchange.parts.streams.take(exchange.caller.id, at: address) else {
            throw Problem(
                status: .tooManyRequests, code: "tooMany",
                detail: "too many event streams are open (gateway.event_streams)", retryAfter: 10)
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        // Otherwise nginx would hold the events back.
        headers[.xAccelBuffering] = "no"
        guard exchange.request.method != .head else {
            return Response(status: .ok, headers: headers)
        }
        let hub = exchange.parts.hub
        let subscription = await hub.subscribe(after: exchange.request.headers[.lastEventID])
        // A client that disconnects frees its place at once, not at the next event.
        exchange.channel.closeFuture.whenComplete { _ in subscription.end() }
        let watch = InputEndWatch { subscription.nudge() }
        try await exchange.channel.pipeline.addHandler(watch, position: .first).get()
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                defer { place.free() }
                try await write(subscription, filter, hub.epoch, to: &writer)
                try await writer.finish(nil)
            })
    }

    private static func filter(_ exchange: Exchange) throws -> EventFilter {
        var filter = EventFilter(kinds: nil, rooms: exchange.caller.rooms)
        if let name = try exchange.text("room") {
            filter.rooms = [try exchange.desk.room(name, for: exchange.caller).name]
        }
        guard let words = try exchange.parameter("events") else { return filter }
        let kinds = words.split(separator: ",", omittingEmptySubsequences: false).map {
            HouseEvent.Kind(rawValue: String($0))
        }
        guard !kinds.isEmpty, !kinds.contains(nil), !kinds.contains(.heartbeat) else {
            throw Problem.invalid(
                "“events” takes some of: \(EventFilter.words.joined(separator: ","))")
        }
        filter.kinds = Set(kinds.compactMap { $0 })
        return filter
    }

    @concurrent private static func write(
        _ subscription: EventHub.Subscription, _ filter: EventFilter, _ epoch: String,
        to writer: inout any ResponseBodyWriter
    ) async throws {
        var last = subscription.after
        var head = "retry: 2000\n\n"
        if subscription.hasGap { head += gap }
        for event in subscription.first {
            if filter.passes(event) { head += text(event, epoch) }
            last = event.number ?? last
        }
        try await writer.write(ByteBuffer(string: head))
        for await event in subscription.then {
            var lines = ""
            if let number = event.number {
                guard number > last else { continue }
                // The oldest were dropped for a client that does not keep up.
                if number > last + 1 { lines = gap }
                last = number
            }
            if filter.passes(event) { lines += text(event, epoch) }
            if !lines.isEmpty { try await writer.write(ByteBuffer(string: lines)) }
        }
    }

    private static let gap = "event: gap\ndata: {}\n\n"

    static func text(_ event: HouseEvent, _ epoch: String) -> String {
        guard event.kind != .heartbeat else { return ": still here\n\n" }
        let id = event.number.map { "id: \(epoch)-\($0)\n" } ?? ""
        return id + "event: \(event.kind.rawValue)\ndata: \(event.data.line)\n\n"
    }
}

extension HTTPField.Name {
    static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering").unsafelyUnwrapped
}
