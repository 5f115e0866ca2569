// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JSONLines
internal import HTTPTypes
internal import Hummingbird

/// Server-sent events, as the HTML standard has them.
enum EventStream {
    static func response(_ subscription: EventHub.Subscription, epoch: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        let body = ResponseBody { writer in
            var last = subscription.after
            var head = "retry: 2000\n\n"
            if subscription.hasGap { head += "event: gap\ndata: {}\n\n" }
            for event in subscription.first {
                head += text(event, epoch)
                last = event.number ?? last
            }
            try await writer.write(ByteBuffer(string: head))
            for await event in subscription.then {
                var lines = ""
                if let number = event.number {
                    guard number > last else { continue }
                    // The oldest were dropped for a client that does not keep up.
                    if number > last + 1 { lines = "event: gap\ndata: {}\n\n" }
                    last = number
                }
                try await writer.write(ByteBuffer(string: lines + text(event, epoch)))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    static func text(_ event: HouseEvent, _ epoch: String) -> String {
        guard let data = event.data else { return ": still here\n\n" }
        let id = event.number.map { "id: \(epoch)-\($0)\n" } ?? ""
        return id + "event: destination\ndata: \(data.line)\n\n"
    }
}
