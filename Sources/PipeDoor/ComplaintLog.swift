// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel

/// Passes complaints on at a limited rate: clients must not fill the operator's log.
///
/// Used only by the server's thread.
final class ComplaintLog {
    private let complain: PipeServer.Complaint
    private var begin: MonotonicTime?
    private var count = 0

    /// The most complaints that are passed on in `span`; the others are only counted.
    static let most = 50
    static let span = MonotonicTime.Span.seconds(10)

    init(_ complain: @escaping PipeServer.Complaint) { self.complain = complain }

    func say(_ text: String, at now: MonotonicTime) {
        if begin.map({ now >= $0 + Self.span }) ?? true {
            if count > Self.most { complain("\(count - Self.most) more complaints were left out") }
            begin = now
            count = 0
        }
        count += 1
        if count <= Self.most { complain(text) }
    }
}
