// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import CLinux

/// Starts threads that have a name and block every signal.
public enum NamedThread {
    /// Runs `body` on a new thread.
    ///
    /// The name has at most 15 bytes.
    public static func start(_ name: String, _ body: sending @escaping () -> Void)
        throws(SystemError)
    {
        let context = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
        let code = unsafe cl_thread_start(
            name,
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, context)
        guard code == 0 else { throw SystemError("pthread_create", name, code: code) }
    }

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }
}
