// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import JukeboxModel
internal import LinuxSystem

/// A second process, which owns the daemon of a trial, and cleans up when the first one ends.
///
/// It learns of that end by a pipe, however the first process ends. The daemon is killed by the kernel
/// if the keeper ends first.
struct Keeper: ~Copyable {
    private var process: ForkedProcess
    private let folder: TrialFolder
    /// Nothing is ever written to it: its end is the signal to clean up.
    private var lifeline: Descriptor.Pair?
    private let news: Descriptor.Pair

    /// What to wait for: news of the daemon's end, and the end of the keeper itself.
    var watched: [Watched] { [Watched(news.reading.number), Watched(process.pidfd)] }

    /// How long the daemon may take to end before it is killed.
    private static let patience = MonotonicTime.Span.seconds(2)

    /// Starts the daemon.
    init(_ program: String, in folder: TrialFolder) throws(SystemError) {
        self.folder = folder
        let lifeline = try Descriptor.pipe()
        let news = try Descriptor.pipe()
        let ours = [lifeline.writing.number, news.reading.number]
        let (lifelineEnd, newsEnd) = (lifeline.reading.number, news.writing.number)
        process = try ForkedProcess {
            for number in ours { close(number) }
            Self.keep(program, folder, lifelineEnd, newsEnd)
        }
        self.lifeline = consume lifeline
        self.news = news
    }

    /// How the daemon ended, once `watched` has news.
    func readNews() -> String {
        var bytes: [UInt8] = []
        var watched = [Watched(news.reading.number)]
        poll(&watched, until: Clock.monotonic)
        if watched[0].isReadable { _ = readBytes(news.reading.number, into: &bytes, limit: 4096) }
        return bytes.isEmpty
            ? "the process that keeps the jukebox was killed"
            : String(decoding: bytes, as: UTF8.self)
    }

    /// Ends the daemon, deletes the folder, and waits for both.
    mutating func end() {
        lifeline = nil
        _ = process.wait(until: Clock.monotonic + .seconds(10))
        // If the keeper was killed, this is left to do.
        TemporaryFolder.delete(folder.path)
    }

    // MARK: The second process

    private static func keep(
        _ program: String, _ folder: TrialFolder, _ lifeline: CInt, _ news: CInt
    ) {
        defer { TemporaryFolder.delete(folder.path) }
        // The daemon would follow these, and not the settings.
        for name in ["JUKEBOX_RUNTIME_DIR", "NOTIFY_SOCKET"] { unsetenv(name) }
        do throws(SystemError) {
            let log = try Descriptor.open(
                folder.log, O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
            var daemon = try TiedProgram(
                program, ["--config", folder.settings], output: log.number)
            var watched = [Watched(lifeline), Watched(daemon.pidfd)]
            poll(&watched, until: nil)
            while !watched[0].isReadable, !watched[1].isReadable { poll(&watched, until: nil) }
            if let status = daemon.reap() {
                say("the jukebox ended with \(status)", news)
                wait(lifeline)
            } else {
                _ = daemon.end(by: Clock.monotonic + patience)
            }
        } catch {
            say("the jukebox could not be started: \(error)", news)
            wait(lifeline)
        }
    }

    private static func say(_ text: String, _ news: CInt) {
        _ = writeBytes(news, Array(text.utf8)[...])
    }

    /// Waits until the first process has ended, or wants everything to end.
    private static func wait(_ lifeline: CInt) {
        var watched = [Watched(lifeline)]
        while !watched[0].isReadable { poll(&watched, until: nil) }
    }
}
