// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

public import LinuxSystem

/// Collects text for a descriptor and writes it in large pieces.
///
/// If the reader is gone, as after `| head`, the process ends by SIGPIPE, like every other tool of
/// the shell: quietly, with status 141.
public final class Output {
    /// What it writes to.
    public let descriptor: CInt
    /// What that can show.
    public let screen: Screen
    private var bytes: [UInt8] = []
    private var failure: SystemError?

    /// Makes an output; `flush` must be called before the process ends.
    public init(descriptor: CInt, screen: Screen) {
        self.descriptor = descriptor
        self.screen = screen
    }

    /// Adds a line, cut to the screen.
    public func write(_ line: Line) {
        var line = line
        if let columns = screen.columns {
            line = line.cut(to: columns, ellipsis: screen.symbols.ellipsis)
        }
        write(raw: line.rendered(colour: screen.hasColour))
    }

    /// Adds lines, each cut to the screen.
    public func write(_ lines: [Line]) {
        for line in lines { write(line) }
    }

    /// Adds a line as it is; for JSON, and for text that has been made visible.
    public func write(raw line: String) {
        bytes += line.utf8
        bytes.append(UInt8(ascii: "\n"))
        if bytes.count >= 1 << 16 { send() }
    }

    /// Writes what was collected.
    ///
    /// - Throws: the first error of writing since the last call, such as a full disk.
    public func flush() throws(SystemError) {
        send()
        if let failure {
            self.failure = nil
            throw failure
        }
    }

    private func send() {
        do throws(SystemError) { try OutputDescriptor.writeAll(bytes, to: descriptor) } catch {
            failure = failure ?? error
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
