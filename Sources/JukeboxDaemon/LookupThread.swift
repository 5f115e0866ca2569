// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxLogic
internal import JukeboxModel
internal import LinuxSystem
internal import Stores

/// The lookup thread: resolves the names of orders, one after the other.
///
/// Nothing else runs on it, so an order waits for no scan, no search and no client. The rest of a
/// long list is looked up in pieces, and new orders go first between them.
final class LookupThread {
    private let inbox: Mailbox<LookupMessage>
    private let main: Mailbox<MainMessage>
    private var lookup: Lookup
    private var rests: [Rest] = []

    /// The part of a long list that is still to be looked up.
    private struct Rest {
        var key: OrderKey
        var paths: ArraySlice<EscapedPath>
        var tracks: [Track] = []
    }

    static let pieceOfRest = 500

    init(inbox: Mailbox<LookupMessage>, main: Mailbox<MainMessage>, lookup: Lookup) {
        self.inbox = inbox
        self.main = main
        self.lookup = lookup
    }

    /// Runs as long as the process.
    func run() {
        while true {
            var watched = [Watched(inbox.number)]
            poll(&watched, until: rests.isEmpty ? nil : Clock.monotonic)
            inbox.take().forEach(take)
            lookUpPiece()
        }
    }

    private func take(_ message: LookupMessage) {
        switch message {
        case .lookUp(let key, let request):
            let (finding, said, rest) = lookup.find(request)
            main.post(.event(.found(key, finding, said)))
            if !rest.isEmpty { rests.append(Rest(key: key, paths: rest[...])) }
        case .lookUpRest(let key, let request, let count):
            rests.append(Rest(key: key, paths: lookup.paths(of: request, after: count)[...]))
        case .settings(let settings): lookup.settings = settings
        }
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
