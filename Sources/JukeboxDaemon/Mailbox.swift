// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import Synchronization

/// Messages from any thread to one, which an event descriptor wakes.
final class Mailbox<Message: Sendable>: Sendable {
    private let messages = Mutex<[Message]>([])
    private let bell: Descriptor

    init() throws { bell = try Descriptor.event() }

    /// What the owner polls.
    var number: CInt { bell.number }

    var isEmpty: Bool { messages.withLock { $0.isEmpty } }

    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        bell.ring()
    }

    func post(contentsOf more: [Message]) {
        guard !more.isEmpty else { return }
        messages.withLock { $0.append(contentsOf: more) }
        bell.ring()
    }

    /// Takes everything that has come, in order.
    func take() -> [Message] {
        bell.drain()
        return messages.withLock { all in
            defer { all.removeAll(keepingCapacity: true) }
            return all
        }
    }
}
