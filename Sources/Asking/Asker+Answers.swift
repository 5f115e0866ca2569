// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel
internal import LinuxSystem

extension Asker {
    /// Asks one question, and reads its answer with the initializer of its type.
    ///
    /// - Returns: the answer; `refused` if the daemon names an error, `lost` if its answer cannot be
    ///   read.
    public static func ask<Answer>(
        _ question: Question, _ read: (JSON) -> Answer?, in directory: String,
        within span: MonotonicTime.Span
    ) -> Result<Answer, AskFailure> {
        ask(question, in: directory, within: span).flatMap { said in
            if let refusal = AskRefusal(said) { return .failure(.refused(refusal)) }
            return read(said).map(Result.success) ?? .failure(.lost)
        }
    }

    /// Asks for a destination's whole queue, page by page if one answer cannot hold it.
    ///
    /// Starts over if the last entry of a page has left the queue before the next page is read.
    public static func queue(
        of name: DestinationName?, isBrief: Bool = false, in directory: String,
        within span: MonotonicTime.Span
    ) -> Result<QueueListing, AskFailure> {
        let until = Clock.monotonic + span
        var whole: QueueListing?
        while true {
            let question = Question.queue(
                name, after: whole?.entries.last?.entry, isBrief: isBrief)
            let left = until - Clock.monotonic
            switch ask(question, QueueListing.init, in: directory, within: left) {
            case .failure(.refused(let refusal)) where refusal.code == "gone": whole = nil
            case .failure(let failure): return .failure(failure)
            case .success(let page):
                var all = whole ?? page  // with its totals
                if whole != nil { all.entries += page.entries }
                all.hasMore = page.hasMore && !page.entries.isEmpty
                guard all.hasMore else { return .success(all) }
                whole = all
            }
        }
    }

    /// Asks for all lines of a playlist, page by page if one answer cannot hold them.
    public static func playlist(
        _ name: String, in directory: String, within span: MonotonicTime.Span
    ) -> Result<PlaylistAnswer, AskFailure> {
        let until = Clock.monotonic + span
        var whole = PlaylistAnswer(items: [], problems: [], hasMore: true)
        while whole.hasMore {
            let question = Question.playlist(name, after: whole.lastLine.map(Int64.init))
            let left = until - Clock.monotonic
            switch ask(question, PlaylistAnswer.init, in: directory, within: left) {
            case .failure(let failure): return .failure(failure)
            case .success(let page):
                whole.items += page.items
                whole.problems += page.problems
                whole.hasMore = page.hasMore && page.lastLine != nil
            }
        }
        return .success(whole)
    }
}
