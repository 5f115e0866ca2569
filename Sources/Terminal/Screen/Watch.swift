// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import JukeboxModel
internal import LinuxSystem

/// A terminal that shows one picture and keeps it up to date until the person has seen enough.
///
/// Takes over the terminal's second screen, without cursor and echo, and gives everything back when
/// it ends: by a key, by a signal, or when the value goes away. One thread uses it.
public final class Watch {
    /// What ended a wait.
    public enum Event: Equatable, Sendable {
        /// A descriptor that was watched besides has news.
        case news
        /// The moment has come.
        case alarm
        /// The picture must be drawn again in another size.
        case resized
        /// The person pressed `q`, or the terminal is gone.
        case finished
        /// A signal asks the process to end.
        case signalled(CInt)
    }

    private let output: CInt
    private let input: CInt
    private let signals: Descriptor
    private let settings: TerminalDevice.Settings?
    private var redraw = Redraw()
    private var isShown = false
    private var readsKeys: Bool

    /// Takes the terminal over.
    ///
    /// - Parameters:
    ///   - output: the descriptor of the terminal.
    ///   - input: where keys come from; one that is no terminal is not read.
    /// - Throws: the error of the kernel that has no descriptor left.
    public init(output: CInt = 1, input: CInt = 0) throws {
        self.output = output
        self.input = input
        signals = try Descriptor.signals(StopSignal.all)
        readsKeys = TerminalDevice.isTerminal(input)
        settings = readsKeys ? TerminalDevice.Settings(of: input) : nil
        enter()
    }

    deinit { leave() }

    /// Shows lines; writes nothing if they are shown already.
    ///
    /// - Returns: the bytes that were written.
    @discardableResult
    public func show(_ lines: [Line], on screen: Screen) -> Int {
        let bytes = Array(redraw.bytes(for: lines, on: screen).utf8)
        guard !bytes.isEmpty else { return 0 }
        put(bytes)
        return bytes.count
    }

    /// Waits for a key, a signal, news on one of `descriptors`, or the moment.
    ///
    /// A stop by Ctrl-Z gives the terminal back until the process goes on.
    ///
    /// - Parameters:
    ///   - descriptors: watched for reading; the caller empties them.
    ///   - moment: when to return at the latest; nil waits for ever.
    /// - Returns: what came first.
    public func wait(for descriptors: [CInt], until moment: MonotonicTime?) -> Event {
        while true {
            var watched = [Watched(signals.number)]
            // In the background, reading a key would stop the process.
            let reads = readsKeys && TerminalDevice.isInForeground(input)
            if reads { watched.append(Watched(input)) }
            let count = watched.count
            watched += descriptors.map { Watched($0) }
            poll(&watched, until: moment)
            if watched[0].isReadable, let event = signalled() { return event }
            if reads, watched[1].isReadable, hasSeenEnough() { return .finished }
            if watched.dropFirst(count).contains(where: { $0.isReadable }) { return .news }
            if let moment, Clock.monotonic >= moment { return .alarm }
        }
    }

    /// Gives the terminal back.
    public func leave() {
        guard isShown else { return }
        isShown = false
        // Wrapping on, cursor on, the first screen again; see xterm's ctlseqs, "DEC private modes".
        put(Array("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l".utf8))
        if TerminalDevice.isInForeground(input) { settings?.apply(to: input) }
    }

    private func enter() {
        isShown = true
        put(Array("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l".utf8))
        redraw.invalidate()
        if TerminalDevice.isInForeground(input) { settings?.quiet.apply(to: input) }
    }

    private func put(_ bytes: [UInt8]) {
        // A terminal that takes nothing more is gone, and its end comes as SIGHUP.
        try? OutputDescriptor.writeAll(bytes, to: output)
    }

    private func signalled() -> Event? {
        for signal in SignalNews.read(signals.number) {
            switch StopSignal(signal) {
            case .resize: return .resized
            case .pause:
                leave()
                StopSignal.stopHere()
                enter()
                return .resized
            case .resume:
                redraw.invalidate()
                return .resized
            case .end: return .signalled(signal)
            }
        }
        return nil
    }

    private func hasSeenEnough() -> Bool {
        var keys: [UInt8] = []
        switch readBytes(input, into: &keys, limit: 64) {
        case .bytes: return keys.contains { $0 == UInt8(ascii: "q") || $0 == 4 }
        case .later: return false
        case .end, .failed:
            readsKeys = false  // a terminal that is gone would wake the wait for ever
            return true
        }
    }
}
