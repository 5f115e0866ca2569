// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel

/// What the gateway counts, as OpenMetrics has it.
actor Metrics {
    private struct Labels: Hashable, Comparable {
        var route: String
        var code: Int

        static func < (one: Labels, other: Labels) -> Bool {
            (one.route, one.code) < (other.route, other.code)
        }
    }

    private struct Times {
        var counts: [Int]
        var sum = 0.0
        var count = 0
    }

    /// The upper bounds of the durations' buckets, in seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

    private var requests: [Labels: Int] = [:]
    private var times: [String: Times] = [:]
    private var outcomes: [String: Int] = [:]

    /// Counts an answered request.
    func count(route: String, code: Int, took span: MonotonicTime.Span) {
        requests[Labels(route: route, code: code), default: 0] += 1
        let seconds = Double(span.nanoseconds) / 1e9
        var times = times[route] ?? Times(counts: Self.bounds.map { _ in 0 })
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
            times.counts[index] += 1
        }
        times.sum += seconds
        times.count += 1
        self.times[route] = times
    }

    /// Counts what an order's answer said.
    func count(outcome: String) { outcomes[outcome, default: 0] += 1 }

    /// What stands beside the counts at the moment of asking.
    struct House {
        var isUp: Bool
        /// Slots of the ring that are not free; nil without a ring.
        var takenSlots: Int?
        var listeners: Int
        /// The destinations' names and what they do.
        var destinations: [(name: String, state: String, device: String)]
    }

    /// The exposition.
    func text(_ house: House) -> String {
        var lines: [String] = []
        func family(_ name: String, _ kind: String, _ help: String) {
            lines.append("# TYPE \(name) \(kind)")
            lines.append("# HELP \(name) \(help)")
        }
        family("jukebox_gateway_requests", "counter", "Requests by route and HTTP status.")
        for (labels, count) in requests.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "jukebox_gateway_requests_total{door=\"http\",route=\"\(labels.route)\","
                    + "code=\"\(labels.code)\"} \(count)")
        }
        family("jukebox_gateway_request_seconds", "histogram", "How long answers took.")
        for (route, times) in times.sorted(by: { $0.key < $1.key }) {
            let name = "jukebox_gateway_request_seconds"
            for (bound, count) in zip(Self.bounds, times.counts) {
                lines.append("\(name)_bucket{route=\"\(route)\",le=\"\(bound)\"} \(count)")
            }
            lines.append("\(name)_bucket{route=\"\(route)\",le=\"+Inf\"} \(times.count)")
            lines.append("\(name)_count{route=\"\(route)\"} \(times.count)")
            lines.append("\(name)_sum{route=\"\(route)\"} \(times.sum)")
        }
        family("jukebox_gateway_orders", "counter", "Orders by what their answer said.")
        for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) {
            lines.append("jukebox_gateway_orders_total{outcome=\"\(outcome)\"} \(count)")
        }
        family("jukebox_gateway_listeners", "gauge", "Clients that listen to events.")
        lines.append("jukebox_gateway_listeners \(house.listeners)")
        family("jukebox_up", "gauge", "Whether a daemon is there.")
        lines.append("jukebox_up \(house.isUp ? 1 : 0)")
        if let taken = house.takenSlots {
            family("jukebox_ring_taken_slots", "gauge", "Slots of the ring that are not free.")
            lines.append("jukebox_ring_taken_slots \(taken)")
        }
        family("jukebox_destination_playing", "gauge", "Whether a destination plays.")
        for room in house.destinations {
            let name = Self.escaped(room.name)
            lines.append(
                "jukebox_destination_playing{destination=\"\(name)\"} "
                    + (room.state == "playing" ? "1" : "0"))
        }
        family("jukebox_device_trouble", "gauge", "Whether a destination's device gives trouble.")
        for room in house.destinations {
            let isTrouble = DeviceState(rawValue: room.device)?.isTrouble == true
            lines.append(
                "jukebox_device_trouble{destination=\"\(Self.escaped(room.name))\"} "
                    + (isTrouble ? "1" : "0"))
        }
        return lines.joined(separator: "\n") + "\n# EOF\n"
    }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    static func response(_ text: String) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/openmetrics-text; version=1.0.0; charset=utf-8"
        return Response(
            status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
