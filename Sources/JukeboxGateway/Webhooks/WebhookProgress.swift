// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import LinuxSystem
internal import Logging

/// The last event that each service has accepted, in a small file: `NUMBER URL`, one line each.
actor WebhookProgress {
    private let path: String
    private let logger: Logger
    private var numbers: [String: Int64] = [:]

    init(path: String, logger: Logger) {
        self.path = path
        self.logger = logger
        let text = String(
            decoding: FileContents.read(path, atMost: 1 << 20) ?? [], as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            if parts.count == 2, let number = Int64(parts[0]) {
                numbers[String(parts[1])] = number
            }
        }
    }

    /// Returns the last event that a service has accepted; nil for a new service.
    func number(of url: String) -> Int64? { numbers[url] }

    /// Records that a service has accepted an event.
    func told(_ url: String, _ number: Int64) {
        numbers[url] = number
        let text = numbers.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
        do {
            try FileContents.replace(path, with: Array(text.utf8))
        } catch {
            logger.warning("after a restart, webhooks may be sent again: \(error)")
        }
    }
}
