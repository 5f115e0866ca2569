// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import HTTPTypes
internal import Hummingbird
internal import JukeboxModel

/// The gateway's counters, and their exposition together with the daemon's.
actor Metrics {
    private struct Labels: Hashable, Comparable {
        var route: String
        var code: Int

        static func < (one: Labels, other: Labels) -> Bool {
            (one.route, one.code) < (other.route, other.code)
        }
    }

    private var requests: [Labels: Int] = [:]
    private var times: [String: Histogram] = [:]
    private var answers: [String: Int] = [:]
    private var webhooks: [Sent: Int] = [:]
    private var ringFull = 0

    /// Counts an answered request.
    func count(route: String, code: Int, took span: MonotonicTime.Span) {
        requests[Labels(route: route, code: code), default: 0] += 1
        times[route, default: Histogram()].observe(span)
    }

    /// Counts an order by its outcome in the answer.
    func count(outcome: String) { answers[outcome, default: 0] += 1 }

    /// The result of sending an event to another service.
    enum Sent: String, CaseIterable {
        /// It was accepted.
        case delivered
        /// It was not accepted; it is sent again.
        case failed
        /// It was dropped.
        case dropped
    }

    /// Counts an attempt to send an event.
    func count(webhook: Sent) { webhooks[webhook, default: 0] += 1 }

    /// Counts an order for which the ring had no room.
    func countRingFull() { ringFull += 1 }

    /// The figures that are read at the moment of the request.
    struct House {
        var isUp: Bool
        /// Slots of the ring that are not free; nil without a ring.
        var takenSlots: Int?
        var listeners: Int
        /// The destinations as the board shows them.
        var destinations: [RoomSnapshot]
        /// The daemon's counters; nil if it does not answer.
        var figures: Figures?
    }

    /// The exposition.
    func text(_ house: House) -> String {
        var text = Exposition()
        ownCounts(&text)
        text.family("jukebox_gateway_listeners", "gauge", "Clients that listen to events.")
        text.sample("", [], "\(house.listeners)")
        text.family("jukebox_up", "gauge", "Whether a daemon is there.")
        text.sample("", [], house.isUp ? "1" : "0")
        if let taken = house.takenSlots {
            text.family("jukebox_ring_taken_slots", "gauge", "Slots of the ring that are not free.")
            text.sample("", [], "\(taken)")
        }
        Self.destinations(house.destinations, &text)
        if let figures = house.figures { Self.figures(figures, &text) }
        return text.ended
    }

    private func ownCounts(_ text: inout Exposition) {
        text.family("jukebox_gateway_requests", "counter", "Requests by route and HTTP status.")
        for (labels, count) in requests.sorted(by: { $0.key < $1.key }) {
            text.sample(
                "_total",
                [("door", "http"), ("route", labels.route), ("code", "\(labels.code)")],
                "\(count)")
        }
        text.family("jukebox_gateway_request_seconds", "histogram", "How long answers took.")
        for (route, histogram) in times.sorted(by: { $0.key < $1.key }) {
            text.histogram(histogram, [("route", route)])
        }
        text.family("jukebox_gateway_orders", "counter", "Orders by what their answer said.")
        for (outcome, count) in answers.sorted(by: { $0.key < $1.key }) {
            text.sample("_total", [("outcome", outcome)], "\(count)")
        }
        text.family(
            "jukebox_gateway_webhooks", "counter", "Events sent to others, by what came of it.")
        for result in Sent.allCases {
            text.sample("_total", [("result", result.rawValue)], "\(webhooks[result] ?? 0)")
        }
        text.family(
            "jukebox_gateway_ring_full", "counter", "Orders for which the ring had no room.")
        text.sample("_total", [], "\(ringFull)")
    }

    private static func destinations(_ rooms: [RoomSnapshot], _ text: inout Exposition) {
        text.family("jukebox_destination_playing", "gauge", "Whether a destination plays.")
        for room in rooms {
            text.sample("", [label(room)], room.state == "playing" ? "1" : "0")
        }
        text.family("jukebox_queue_entries", "gauge", "Entries that a destination has yet to play.")
        for room in rooms { text.sample("", [label(room)], "\(room.queueLength)") }
        text.family(
            "jukebox_device_trouble", "gauge", "Whether a destination's device gives trouble.")
        for room in rooms {
            let device = DeviceState(rawValue: room.device)
            text.sample("", [label(room)], device?.isTrouble == true ? "1" : "0")
        }
    }

    private static func label(_ room: RoomSnapshot) -> (String, String) {
        ("destination", room.name)
    }

    private static func figures(_ figures: Figures, _ text: inout Exposition) {
        func counters(_ table: Figures.Table, _ label: String) {
            for one in table { text.sample("_total", [(label, one.name)], "\(one.count)") }
        }
        text.family("jukebox_orders", "counter", "How often an order of music got so far.")
        counters(figures.outcomes, "outcome")
        text.family("jukebox_player_restarts", "counter", "Players that ended unasked.")
        counters(figures.restarts, "destination")
        text.family("jukebox_underruns", "counter", "Devices that ran dry in the middle of a song.")
        counters(figures.underruns, "destination")
        text.family("jukebox_resolve_seconds", "histogram", "How long names took to be found.")
        figures.resolved.map { text.histogram($0, []) }
        text.family(
            "jukebox_audible_seconds", "histogram",
            "From a client's order to its first frame, where nothing was to be waited for.")
        figures.audible.map { text.histogram($0, []) }
    }
}

/// A text in the format of OpenMetrics 1.0.
struct Exposition {
    static let type = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    private var lines: [String] = []
    private var name = ""

    /// Begins a family; samples follow.
    mutating func family(_ name: String, _ kind: String, _ help: String) {
        self.name = name
        lines.append("# TYPE \(name) \(kind)")
        lines.append("# HELP \(name) \(help)")
    }

    /// Adds a sample of the family.
    mutating func sample(_ suffix: String, _ labels: [(String, String)], _ value: String) {
        let inner = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        lines.append("\(name)\(suffix)\(inner.isEmpty ? "" : "{\(inner)}") \(value)")
    }

    /// Adds the samples of a histogram.
    mutating func histogram(_ histogram: Histogram, _ labels: [(String, String)]) {
        for (bound, count) in zip(Histogram.bounds, histogram.counts) {
            sample("_bucket", labels + [("le", "\(bound)")], "\(count)")
        }
        sample("_bucket", labels + [("le", "+Inf")], "\(histogram.count)")
        sample("_count", labels, "\(histogram.count)")
        sample("_sum", labels, "\(histogram.sum)")
    }

    var ended: String { lines.joined(separator: "\n") + "\n# EOF\n" }

    private static func escaped(_ label: String) -> String {
        label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }
}
