// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JSONLines
public import JukeboxModel
internal import LinuxSystem

extension Asker {
    /// Asks for a destination's whole queue, page by page where one answer cannot hold it.
    ///
    /// Starts over when the last entry of a page has left the queue before the next page is read.
    public static func queue(
        of name: DestinationName?, in directory: String, within span: MonotonicTime.Span
    ) -> Result<JSON, AskFailure> {
        let until = Clock.monotonic + span
        var entries: [JSON] = []
        while true {
            let question = Question.queue(name, after: entries.last?["entry"]?.int)
            switch ask(question, in: directory, within: until - Clock.monotonic) {
            case .failure(let failure): return .failure(failure)
            case .success(let page):
                guard page["code"]?.string != "gone" else {
                    entries = []
                    continue
                }
                guard page["error"] == nil else { return .success(page) }
                let more = page["entries"]?.elements ?? []
                entries += more
                guard page["more"]?.bool == true, !more.isEmpty else {
                    return .success([
                        "destination": page["destination"] ?? .null, "entries": .array(entries),
                    ])
                }
            }
        }
    }
}
