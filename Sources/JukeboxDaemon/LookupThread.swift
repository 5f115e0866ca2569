// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import LinuxSystem
internal import Names
internal import Stores

/// The lookup thread: resolves the names of orders, one after the other.
///
/// Nothing else runs on it, so an order waits for no scan, no search and no client. The rest of a
/// long list is looked up in pieces, and new orders go first between them. Only names that are not
/// known while the library is read for the first time are looked up again for a few seconds.
final class LookupThread {
    private let inbox: Mailbox<LookupMessage>
    private let main: Mailbox<MainMessage>
    private var lookup: Lookup
    private var rests: [Rest] = []
    private var early: [Early] = []

    /// The part of a long list that is still to be looked up.
    private struct Rest {
        var key: OrderKey
        var paths: ArraySlice<EscapedPath>
        var tracks: [Track] = []
    }

    /// An order of something that the first scan has not found yet.
    private struct Early {
        var key: OrderKey
        var request: Order.Request
        var until: MonotonicTime
    }

    static let pieceOfRest = 500
    /// How long an order waits for the first scan.
    static let patienceForFirstScan = MonotonicTime.Span.seconds(10)
    private static let pauseOfEarly = MonotonicTime.Span.milliseconds(250)
    /// More orders than these do not wait.
    private static let mostEarly = 256

    init(inbox: Mailbox<LookupMessage>, main: Mailbox<MainMessage>, lookup: Lookup) {
        self.inbox = inbox
        self.main = main
        self.lookup = lookup
    }

    /// Runs as long as the process.
    func run() {
        while true {
            var watched = [Watched(inbox.number)]
            let now = Clock.monotonic
            poll(
                &watched, until: rests.isEmpty ? early.isEmpty ? nil : now + Self.pauseOfEarly : now
            )
            inbox.take().forEach(take)
            lookUpPiece()
            lookUpEarly()
        }
    }

    private func take(_ message: LookupMessage) {
        switch message {
        case .lookUp(let key, let request):
            let until = Clock.monotonic + Self.patienceForFirstScan
            if !lookUp(key, request, isLast: early.count >= Self.mostEarly) {
                early.append(Early(key: key, request: request, until: until))
            }
        case .lookUpRest(let key, let request, let count):
            rests.append(Rest(key: key, paths: lookup.paths(of: request, after: count)[...]))
        case .settings(let settings): lookup.settings = settings
        }
    }

    /// Looks an order's names up and reports them; false, and nothing, if the first scan may still
    /// find them.
    private func lookUp(_ key: OrderKey, _ request: Order.Request, isLast: Bool) -> Bool {
        let (finding, said, rest) = lookup.find(request)
        if !isLast, case .nothing(let reason) = finding, reason.code == .scanning { return false }
        main.post(.event(.found(key, finding, said)))
        if !rest.isEmpty { rests.append(Rest(key: key, paths: rest[...])) }
        return true
    }

    private func lookUpEarly() {
        guard !early.isEmpty else { return }
        let now = Clock.monotonic
        early.removeAll { lookUp($0.key, $0.request, isLast: now >= $0.until) }
    }

    private func lookUpPiece() {
        guard var rest = rests.first else { return }
        let piece = Array(rest.paths.prefix(Self.pieceOfRest))
        // Without the catalogue the names are missing; the files can still be played.
        rest.tracks +=
            (try? lookup.catalogue.tracks(at: piece)) ?? piece.map { Track(path: $0) }
        rest.paths = rest.paths.dropFirst(piece.count)
        rests[0] = rest
        guard rest.paths.isEmpty else { return }
        rests.removeFirst()
        main.post(.event(.foundMore(rest.key, rest.tracks)))
    }
}
