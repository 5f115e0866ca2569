// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Arguments
internal import Asking
internal import JSONLines
internal import JukeboxModel
internal import PlaylistFiles

extension CommandSpec {
    private static let force = OptionSpec(
        "force", letter: "f", help: "Replace a playlist of this name.")

    static let playlistSave = CommandSpec(
        "save", summary: "Save the queue of a room as a new playlist.",
        details: """
            The song that plays is the first one. Exit status: 65 if there is a playlist of this \
            name or nothing to save, 77 if you lack the right to write.
            """,
        arguments: [playlistName], options: [CommonOption.to, force],
        examples: [
            Example("playlist save Party", "the queue of the default room"),
            Example("playlist save Party --to kitchen --force", "replaces an older one"),
        ]
    ) { session in
        let name = try session.newPlaylistName()
        let rooms = try session.destinations([String]())
        guard let room = rooms.first, rooms.count == 1 else {
            throw session.line.usage("one room is saved at a time")
        }
        let queue = try session.answer(
            Asker.queue(of: room, in: session.directory, within: .seconds(5)))
        let paths = queue.entries.map { EscapedPath(escaped: $0.track.path) }
        guard !paths.isEmpty else {
            throw Failure.refused("the queue of \(queue.destination) is empty; nothing was saved")
        }
        let folder = try session.ask(.settings, FolderAnswer.init).playlists
        let path = try session.editing(name) { () throws(PlaylistTrouble) in
            try PlaylistEditor(folder: folder).save(
                name, paths, overwriting: session.line.has(force))
        }
        session.tell(name, path, added: paths.count, total: paths.count) {
            "saved \(Session.songs(paths.count)) as “\(name.text)” (\(path))"
        }
    }
}

extension Session {
    /// The first word of the line as the name of a playlist.
    func newPlaylistName() throws -> PlaylistName {
        let text = try line.texts().first ?? ""
        do throws(PlaylistName.Fault) {
            return try PlaylistName(text)
        } catch {
            throw line.usage("“\(text.plain())” cannot be the name of a playlist: it \(error)")
        }
    }

    /// Edits a playlist; a failure says what to do.
    func editing<Result>(
        _ name: PlaylistName, _ edit: () throws(PlaylistTrouble) -> Result
    ) throws -> Result {
        do throws(PlaylistTrouble) {
            return try edit()
        } catch {
            switch error {
            case .exists: throw Failure.refused("\(error); --force replaces it")
            case .unknown:
                let names = try ask(.playlists(), PlaylistListing.init).names
                throw Failure.refused(
                    "\(error)\(Nearest.hint(name.text, names)); --new makes a new one")
            case .forbidden, .foreign: throw Failure(status: 77, text: error.description)
            case .busy: throw Failure(status: 75, text: error.description)
            case .noFolder, .notAList, .system: throw Failure.refused(error.description)
            }
        }
    }

    /// Tells what was written.
    func tell(
        _ name: PlaylistName, _ path: String, added: Int, total: Int, words: () -> String
    ) {
        let answer: JSON = [
            "playlist": .string(name.text), "file": .string(path), "added": .int(Int64(added)),
            "songs": .int(Int64(total)),
        ]
        show(answer, words: words)
    }

    /// `1 song`, `12 songs`.
    static func songs(_ count: Int) -> String { count == 1 ? "1 song" : "\(count) songs" }
}
