// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JSONLines

/// A gateway beside a home's daemon, on its own port.
package final class GatewayHome {
    package let home: Home
    package private(set) var port: UInt16 = 0
    private var gateway: RunningProgram?

    /// The Unix socket for local programs.
    package var socketPath: String { home.path + "/http.sock" }

    /// The gateway's log so far.
    package var log: String {
        (try? String(contentsOfFile: home.path + "/gateway.log", encoding: .utf8)) ?? ""
    }

    package init(_ home: Home, settings: String = "") throws {
        self.home = home
        let text = try String(contentsOfFile: home.path + "/jukebox.toml", encoding: .utf8)
        try home.write(
            "gateway.toml",
            text + "\n[gateway]\nlisten = [\"127.0.0.1:0\"]\n"
                + "tokens = \"\(home.path)/tokens\"\n"
                + (settings.contains("socket =") ? "" : "socket = \"\(socketPath)\"\n") + settings)
    }

    /// Starts it, and returns when it listens.
    ///
    /// - Parameter openFiles: its limit on files and sockets; nil for ours.
    /// - Throws: if it does not come up.
    package func start(openFiles: Int? = nil) throws {
        let program = Home.programs + "/jukebox-gateway"
        let arguments = ["--config", home.path + "/gateway.toml"]
        let limited = openFiles.map {
            ["-c", "ulimit -n \($0); exec \"$0\" \"$@\"", program] + arguments
        }
        let gateway = try RunningProgram(
            limited == nil ? program : "/bin/bash", limited ?? arguments, in: home.path,
            log: "gateway.log")
        self.gateway = gateway
        let log = home.path + "/gateway.log"
        let isReady = gateway.waitUntilReady()
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").last { $0.contains("://127.0.0.1:") }
        guard isReady, let line,
            let number = line.split(separator: ":").last
                .flatMap({ UInt16($0.prefix(while: \.isNumber)) })
        else { throw Home.Failure(text: "the gateway did not come up: \(text)") }
        port = number
    }

    /// Uses a gateway that was started elsewhere, at this port.
    package func goTo(_ port: UInt16) { self.port = port }

    /// The gateway's process id; 0 before its start.
    package var pid: Int32 { gateway?.pid ?? 0 }

    /// Sends the gateway a signal and waits for its end; returns its exit status.
    @discardableResult
    package func end(_ signal: Int32) -> Int32 { gateway?.end(signal) ?? -1 }

    package func token(_ arguments: String...) -> Home.Result {
        Home.run(
            Home.programs + "/jukebox-gateway",
            ["token"] + arguments + ["--config", home.path + "/gateway.toml"])
    }
}
