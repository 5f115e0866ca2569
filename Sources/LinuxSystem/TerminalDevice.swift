// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Asks and sets the terminal behind a descriptor.
public enum TerminalDevice {
    /// The size of a terminal in characters.
    public struct Size: Equatable, Sendable {
        /// Its columns; at least 1.
        public var columns: Int
        /// Its rows; at least 1.
        public var rows: Int

        /// Makes a size.
        public init(columns: Int, rows: Int) {
            self.columns = columns
            self.rows = rows
        }
    }

    /// Whether a descriptor is a terminal.
    ///
    /// The corresponding C function is `isatty`.
    public static func isTerminal(_ descriptor: CInt) -> Bool { isatty(descriptor) == 1 }

    /// The terminal's size; nil for what is not a terminal, or does not know its size.
    ///
    /// The C call is `TIOCGWINSZ`; see ioctl_tty(2).
    public static func size(of descriptor: CInt) -> Size? {
        var size = winsize()
        guard unsafe cl_terminal_size(descriptor, &size) == 0, size.ws_col > 0, size.ws_row > 0
        else { return nil }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Whether this process may set the terminal without being stopped: it is in the foreground.
    ///
    /// The corresponding C function is `tcgetpgrp`.
    public static func isInForeground(_ descriptor: CInt) -> Bool {
        tcgetpgrp(descriptor) == getpgrp()
    }

    /// The settings of a terminal, to give them back.
    ///
    /// The corresponding C type is `termios`.
    public struct Settings: Sendable {
        private var raw: termios

        /// Reads a terminal's settings; nil for what is not a terminal.
        public init?(of descriptor: CInt) {
            raw = termios()
            guard unsafe tcgetattr(descriptor, &raw) == 0 else { return nil }
        }

        /// The same settings, but keys are not shown, and each is read at once.
        ///
        /// Ctrl-C and Ctrl-Z keep their meaning.
        public var quiet: Settings {
            var settings = self
            settings.raw.c_lflag &= ~tcflag_t(ECHO | ICANON)
            return settings
        }

        /// Sets a terminal.
        ///
        /// The corresponding C function is `tcsetattr`.
        public func apply(to descriptor: CInt) {
            var raw = raw
            _ = unsafe tcsetattr(descriptor, TCSADRAIN, &raw)
        }
    }
}
