// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import JSONLines
internal import JukeboxModel

// The gateway itself: events, health, metrics, and the description of the interface.
extension RouteTable {
    static let houseRoutes = [
        Route(.get, "/v1/events", "events", .scope(.read), query: [.room, .events]) { exchange in
            try await EventStream.response(exchange)
        },
        Route(.get, "/healthz", "health", .open) { _ in Response(["status": "ok"]) },
        Route(.get, "/readyz", "readiness", .open) { exchange in
            let isUp = exchange.desk.daemon == .up
            return Response(
                ["status": isUp ? "ready" : "down"], status: isUp ? .ok : .serviceUnavailable)
        },
        Route(.get, "/openapi.json", "description", .scope(.read)) { _ in OpenAPI.response },
        Route(.get, "/metrics", "metrics", .scope(.read)) { exchange in
            let house = await exchange.desk.figures(listeners: await exchange.parts.hub.listeners)
            var headers = HTTPFields()
            headers[.contentType] = Exposition.type
            let text = await exchange.parts.metrics.text(house)
            return Response(
                status: .ok, headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        },
    ]
}
