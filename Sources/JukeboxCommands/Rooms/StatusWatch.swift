// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Asking
internal import Glibc
internal import JSONLines
internal import JukeboxModel
internal import LinuxSystem
internal import OrderRing
internal import Terminal

/// Keeps showing the status: redrawn in place on a terminal, otherwise printed at each change.
///
/// Sleeps until the board changes, the daemon ends, or, while a song plays, its next second. If
/// nothing changes, nothing is written.
struct StatusWatch {
    let session: Session
    let names: Set<String>?
    private let news: BoardNews

    /// The shortest time between two pictures, so that a storm of changes costs little.
    private static let breath = MonotonicTime.Span.milliseconds(50)

    init(_ session: Session, only names: Set<String>?) throws {
        self.session = session
        self.names = names
        news = try BoardNews(directory: session.directory)
    }

    /// Shows the status until the person or the reader has seen enough.
    func run() throws {
        let screen = Scene.standard.screen
        if screen.moves, !session.json { try redraw() } else { try printChanges() }
    }

    private func picture(_ attachment: Attachment) -> BoardPicture {
        BoardPicture(attachment, directory: session.directory, only: names)
    }

    // MARK: On a terminal

    private func redraw() throws {
        var attachment = try session.attach()
        let terminal = try Watch()
        while true {
            let picture = picture(attachment)
            let scene = Scene.standard
            terminal.show(picture.lines(scene), on: scene.screen)
            let end = picture.daemon.isUp ? Descriptor.end(of: picture.daemon.pid) : nil
            let alarm = picture.untilNextSecond.map { Clock.monotonic + $0 }
            switch terminal.wait(for: Self.watched(news.number, end), until: alarm) {
            case .news:
                Clock.sleep(Self.breath)
                news.drain()
                if !attachment.boardIsCurrent, let fresh = try? session.attach() {
                    attachment = fresh
                }
            case .alarm, .resized: break
            case .finished:
                terminal.leave()
                return say(picture.lines(scene), on: scene.screen)
            case .signalled(let number):
                terminal.leave()
                StopSignal.end(by: number)
            }
        }
    }

    private static func watched(_ news: CInt, _ end: borrowing Descriptor?) -> [CInt] {
        switch end {
        case .some(let end): [news, end.number]
        case .none: [news]
        }
    }

    // MARK: Into a pipe

    private func printChanges() throws {
        var attachment = try session.attach()
        var last: BoardPicture?
        while true {
            let picture = picture(attachment)
            if last.map({ picture.isNews(since: $0) }) ?? true {
                session.show(picture.json) { picture.lines($0) }
            }
            last = picture
            let end = picture.daemon.isUp ? Descriptor.end(of: picture.daemon.pid) : nil
            var watched = Self.watched(news.number, end).map { Watched($0) }
            // Without an event asked for, a pipe without a reader still reports an error.
            watched.append(Watched(1, events: 0))
            poll(&watched, until: nil)
            if watched[watched.count - 1].isHungUp { StopSignal.end(by: SIGPIPE) }
            Clock.sleep(Self.breath)
            news.drain()
            if !attachment.boardIsCurrent, let fresh = try? session.attach() {
                attachment = fresh
            }
        }
    }
}
