// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel
internal import Names

extension Jukebox {
    /// What the settings say.
    public struct Rules: Hashable, Sendable {
        /// The destinations, in the settings' order; never empty.
        public var destinations: [DestinationName]
        /// The same by the keys (`Folding.key`) of their names and nicknames.
        var called: [String: DestinationName] = [:]
        /// Where an order without a destination goes.
        public var defaultDestination: DestinationName
        /// The device of each destination, as the settings write it.
        public var outputs: [DestinationName: String]
        /// The music folders; nil: every file may be played.
        public var music: [EscapedPath]?
        /// The most entries in a queue.
        public var queueLimit: Int
        /// How long an order may wait for sound that is wanted and cannot be had.
        public var expiry: MonotonicTime.Span
        /// After so long without sound, nothing starts by itself.
        public var holdAfter: MonotonicTime.Span
        /// Whether a spoken order ends a pause.
        public var resumeOnOrder: Bool

        /// Makes rules.
        public init(
            destinations: [DestinationName], nicknames: [DestinationName: [String]] = [:],
            defaultDestination: DestinationName, outputs: [DestinationName: String] = [:],
            music: [EscapedPath]? = nil, queueLimit: Int = 20_000,
            expiry: MonotonicTime.Span = .seconds(43_200),
            holdAfter: MonotonicTime.Span = .seconds(600), resumeOnOrder: Bool = true
        ) {
            self.destinations = destinations
            for name in destinations {
                for nickname in nicknames[name] ?? [] { called[Folding.key(nickname)] = name }
            }
            for name in destinations.reversed() { called[Folding.key(name.text)] = name }
            self.defaultDestination = defaultDestination
            self.outputs = outputs
            self.music = music
            self.queueLimit = queueLimit
            self.expiry = expiry
            self.holdAfter = holdAfter
            self.resumeOnOrder = resumeOnOrder
        }

        /// The destination with this name or nickname; the default one for nil, and the name itself
        /// when there is no such destination.
        public func destination(_ name: DestinationName?) -> DestinationName {
            guard let name, !destinations.contains(name) else { return name ?? defaultDestination }
            return called[Folding.key(name.text)] ?? name
        }

        /// Why a destination's name is refused, with the destinations whose names or nicknames are
        /// near.
        public func refusal(of name: DestinationName) -> Reason {
            let known = called.map { (key: $0.key, name: $0.value.text) }
            var near: [String] = []
            for one in Nearness.nearest(to: Folding.key(name.text), among: known)
            where !near.contains(one) {
                near.append(one)
            }
            let hint = near.first.map { "did you mean “\($0)”? T" } ?? "t"
            let names = destinations.map(\.text)
            return Reason(
                .destination,
                "no destination “\(name)”; \(hint)here are: \(names.joined(separator: ", "))",
                candidates: near.isEmpty ? Array(names.prefix(3)) : near)
        }

        /// Whether a file lies in a music folder.
        func allows(_ path: EscapedPath) -> Bool {
            music.map { $0.contains(where: path.isInside) } ?? true
        }
    }
}
