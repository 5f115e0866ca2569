// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Synchronization

/// Messages from any thread to one, which an event descriptor wakes.
public final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let bell: Descriptor

    /// Makes an empty one.
    public init() throws(SystemError) { bell = try Descriptor.event() }

    /// The descriptor for the owner to poll.
    public var number: CInt { bell.number }

    /// Whether no message is waiting.
    public var isEmpty: Bool { messages.withLock { $0.isEmpty } }

    /// Adds a message, and wakes the owner.
    public func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        bell.ring()
    }

    /// Adds messages, in order, and wakes the owner.
    public func post(contentsOf more: [Message]) {
        guard !more.isEmpty else { return }
        messages.withLock { $0.append(contentsOf: more) }
        bell.ring()
    }

    /// Takes everything that has come, in order.
    public func take() -> [Message] {
        bell.drain()
        return messages.withLock { all in
            defer { all.removeAll(keepingCapacity: true) }
            return all
        }
    }
}
