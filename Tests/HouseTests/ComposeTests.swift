// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import Testing

@Suite struct `The example for Docker Compose` {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("config/compose")

    private static func python(_ script: String) -> String? {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        process.currentDirectoryURL = folder
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text : nil
    }

    @Test(.enabled(if: python("import yaml") != nil, "needs python3 and its yaml module"))
    func `is YAML that names services, and files that there are`() throws {
        let script = """
            import os, yaml
            file = yaml.safe_load(open("compose.yaml"))
            print(*sorted(file["services"]))
            for service in file["services"].values():
                for volume in service.get("volumes", []):
                    source = volume.split(":")[0]
                    if source.startswith("..") and not os.path.exists(source): print("missing", source)
                    if not source.startswith((".", "/")) and source not in file["volumes"]: print("unknown", source)
                build = service.get("build")
                if build and not os.path.exists(build["dockerfile"]): print("missing", build["dockerfile"])
            """

        #expect(Self.python(script) == "order processor web\n")
    }
}
