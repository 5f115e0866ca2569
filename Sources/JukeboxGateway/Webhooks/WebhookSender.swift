// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import AsyncHTTPClient
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import ServiceLifecycle

/// Sends the events about orders to one other service, one after the other.
///
/// Events that are still to be sent are in the daemon's journal, which keeps the newest 10,000: a
/// service that is down costs no memory, and gets them when it is back.
struct WebhookSender: Sendable {
    let url: String
    let secrets: [WebhookSecret]
    let asker: AskClient
    let progress: WebhookProgress
    let metrics: Metrics
    let logger: Logger

    /// How long an answer of the daemon is waited for, in milliseconds.
    private static let watch: Int64 = 3_600_000

    /// Runs until it is cancelled, or the service refuses all further events.
    func run() async {
        var last = await progress.number(of: url)
        var pause: Int64 = 1
        while !Task.isCancelled {
            let question = Question.news(after: last, timeoutMilliseconds: Self.watch)
            guard
                case .success(let answer) = await asker.ask(
                    question, within: Int(Self.watch) + 1000),
                let listing = NewsListing(answer)
            else {
                // The daemon is down.
                try? await Task.sleep(for: .seconds(pause))
                pause = min(pause * 2, 30)
                continue
            }
            pause = 1
            if last == nil {
                last = listing.last
                await progress.told(url, listing.last)
            }
            // News that cannot be read are left out.
            if listing.news.isEmpty { last = max(last ?? 0, listing.last) }
            for event in listing.news.map(WebhookEvent.init) {
                guard await tell(event) else { return }
                last = event.number
                await progress.told(url, event.number)
            }
        }
    }

    /// Sends an event until it is accepted or dropped; false if the service wants no more events.
    private func tell(_ event: WebhookEvent) async -> Bool {
        var retries = Retries()
        while !Task.isCancelled {
            let answer = await attempt(event)
            switch answer {
            case .taken:
                await metrics.count(webhook: .delivered)
                return true
            case .gone:
                await metrics.count(webhook: .dropped)
                logger.warning(
                    "a service refuses all further webhooks (410); none is sent until the next start",
                    metadata: ["url": "\(url)"])
                return false
            case .refused(let why, let retryAfter):
                let age = Clock.wall.since(event.at)
                guard let pause = retries.pause(age: age, retryAfter: retryAfter) else {
                    await metrics.count(webhook: .dropped)
                    logger.error(
                        "webhook given up after a day: \(why)",
                        metadata: ["url": "\(url)", "id": "\(event.id)"])
                    return true
                }
                await metrics.count(webhook: .failed)
                logger.warning(
                    "webhook not taken; again in \(pause.nanoseconds / 1_000_000_000) s: \(why)",
                    metadata: ["url": "\(url)", "id": "\(event.id)"])
                try? await Task.sleep(for: .nanoseconds(pause.nanoseconds))
            }
        }
        return false
    }

    private enum Answer {
        case taken
        /// It wants no more events (410, as the rules say).
        case gone
        case refused(String, retryAfter: Int64?)
    }

    private func attempt(_ event: WebhookEvent) async -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in event.headers(signedWith: secrets, at: Clock.wall) {
            request.headers.add(name: name, value: value)
        }
        request.body = .bytes(ByteBuffer(bytes: event.body))
        do {
            let response = try await HTTPClient.outbound.execute(request, timeout: .seconds(15))
            switch response.status.code {
            case 200..<300: return .taken
            case 410: return .gone
            default:
                return .refused(
                    "it answered \(response.status.code)",
                    retryAfter: response.headers.first(name: "Retry-After").flatMap { Int64($0) })
            }
        } catch {
            return .refused("\(error)", retryAfter: nil)
        }
    }
}

/// Keeps the senders at work until the gateway ends.
struct WebhookService: Service {
    let senders: [WebhookSender]

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup { group in
                for sender in senders { group.addTask { await sender.run() } }
            }
        }
        try? await gracefulShutdown()
    }
}
