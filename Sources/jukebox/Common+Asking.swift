// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import JSONLines
import JukeboxModel

extension Common {
    /// Asks once.
    func askOnce(
        _ question: Question, within span: MonotonicTime.Span
    ) -> Result<JSON, AskFailure> {
        Asker.ask(question, in: directory, within: span)
    }
}
