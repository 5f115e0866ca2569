// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import JSONLines
internal import JukeboxModel

/// The daemon's changes of orders and queues, read with a question that it answers at each change.
///
/// The open question also shows at once that the daemon has died: its connection closes.
struct ChangeFeed: Sendable {
    let asker: AskClient

    /// A piece of news.
    enum News: Sendable {
        case change(ChangeListing.Change)
        /// Changes are lost.
        case gap
        /// The daemon does not answer.
        case lost
        /// From now on no change is missed.
        case attached
    }

    /// The longest wait for one answer, in milliseconds.
    private static let wait: Int64 = 3_600_000

    /// Reports news until the task is cancelled.
    func run(_ report: @Sendable (News) async -> Void) async {
        var last: Int64?
        while !Task.isCancelled {
            let question = Question.changes(after: last, timeoutMilliseconds: Self.wait)
            let answer = await asker.ask(question, within: Int(Self.wait) + 1000)
            switch answer {
            case .failure(.timedOut): continue
            case .failure(let failure):
                await report(.lost)
                // A daemon with too many connections is asked less often.
                try? await Task.sleep(for: .milliseconds(failure == .busy ? 5000 : 300))
            case .success(let said):
                guard let listing = ChangeListing(said) else {
                    try? await Task.sleep(for: .seconds(5))
                    continue
                }
                if listing.hasGap { await report(.gap) }
                for change in listing.changes { await report(.change(change)) }
                if last == nil { await report(.attached) }
                last = listing.last
            }
        }
    }
}
