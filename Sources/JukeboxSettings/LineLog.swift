// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem
public import Logging

/// Writes log lines to stderr: `<4>message key=value` if that is the journal, as sd-daemon(3) says,
/// otherwise `program: message key=value`.
public struct LineLog: LogHandler {
    /// The least level that is written.
    public var logLevel = Logger.Level.notice
    /// Facts for every line.
    public var metadata: Logger.Metadata = [:]
    private let program: String
    private let isJournal: Bool

    /// Makes a log.
    public init(program: String, level: Logger.Level) {
        self.program = program
        isJournal = Self.stderrIsJournal
        logLevel = level
    }

    /// One fact by its name.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one line.
    public func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }
            .sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let mark = isJournal ? "<\(Self.priority(event.level))>" : "\(program): "
        let line = mark + Self.harmless("\(event.message)" + facts)
        _ = writeBytes(2, Array((line + "\n").utf8)[...])
    }

    /// Whether stderr is the stream that systemd names in `$JOURNAL_STREAM`; see systemd.exec(5).
    private static var stderrIsJournal: Bool {
        guard let stream = getenv("JOURNAL_STREAM") else { return false }
        var facts = stat()
        return fstat(2, &facts) == 0
            && String(cString: stream) == "\(facts.st_dev):\(facts.st_ino)"
    }

    /// A text without what would move a terminal's cursor or pretend to be another line.
    private static func harmless(_ text: String) -> String {
        var harmless = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: harmless.append(contentsOf: "\n  ".unicodeScalars)
            case 0..<0x20, 0x7F..<0xA0: harmless.append("\u{FFFD}")
            default: harmless.append(scalar)
            }
        }
        return String(harmless)
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
