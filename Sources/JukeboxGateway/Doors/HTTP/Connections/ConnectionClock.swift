// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// How long a connection may wait for its client: a value, which the handlers of a channel feed.
///
/// A whole request, from its first byte to the end of its body, has 10 s; so has a connection
/// without a request, and a client that takes nothing of its answer. A client that was answered
/// before it sent its whole body has 1 s to end.
struct ConnectionClock: Equatable {
    static let patience = MonotonicTime.Span.seconds(10)
    static let patienceAfterAnswer = MonotonicTime.Span.seconds(1)

    private(set) var phase = Phase.idle
    private(set) var isWritable = true

    enum Phase: Equatable {
        /// No request.
        case idle
        /// A request is coming in.
        case receiving(hasHead: Bool)
        /// The request is complete; its answer is on its way.
        case answering
        /// The answer is complete; the rest of the request is still coming in.
        case answeredEarly
    }

    /// An action of the client, or output to it.
    enum Event: Equatable {
        case bytes, head, end
        case answerEnded
        case writable(Bool)
    }

    /// An instruction for the timer.
    enum Timer: Equatable {
        case keep, stop
        case start(MonotonicTime.Span)
    }

    mutating func note(_ event: Event) -> Timer {
        switch (event, phase) {
        case (.writable(let flag), _):
            guard flag != isWritable else { return .keep }
            isWritable = flag
            if !flag { return .start(Self.patience) }
            return phase == .answering ? .stop : .start(Self.patience)
        case (.bytes, .idle):
            phase = .receiving(hasHead: false)
            return .start(Self.patience)
        case (.head, .idle), (.head, .receiving):
            let isNew = phase == .idle
            phase = .receiving(hasHead: true)
            return isNew ? .start(Self.patience) : .keep
        case (.end, .receiving):
            phase = .answering
            return isWritable ? .stop : .keep
        case (.end, .answeredEarly), (.answerEnded, .answering), (.answerEnded, .idle):
            phase = .idle
            return .start(Self.patience)
        case (.answerEnded, .receiving):
            phase = .answeredEarly
            return .start(Self.patienceAfterAnswer)
        default: return .keep
        }
    }

    /// Whether the connection waits for its client, so that a newcomer may get its place.
    var waitsForClient: Bool { phase != .answering }

    /// Whether a client that runs out of time gets a 408: its request has begun, and no answer has.
    var tellsTimeout: Bool { phase == .receiving(hasHead: true) && isWritable }
}
