// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel
import LinuxSystem
import OrderRing

/// Why a question got no answer.
enum AskFailure: Error {
    /// Nobody listens.
    case notRunning
    /// The daemon closed the connection before it answered; it may be restarting.
    case lost
    /// No answer came in time.
    case timedOut
    /// The daemon refused because too many connections are open.
    case busy
}

extension Common {
    /// Asks once.
    func askOnce(
        _ question: Question, within span: MonotonicTime.Span
    ) -> Result<JSON, AskFailure> {
        let until = Clock.monotonic + span
        if let answer = Asker.ask(question, in: directory, within: span) { return .success(answer) }
        if Clock.monotonic >= until { return .failure(.timedOut) }
        return .failure((try? attach())?.daemonIsAlive == true ? .lost : .notRunning)
    }
}
