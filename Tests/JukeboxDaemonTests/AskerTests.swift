// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Asking
import Foundation
import JukeboxModel
import LinuxSystem
import Testing

@Suite(.timeLimit(.minutes(1))) struct `A question that gets no answer` {
    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "jukebox-asker-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func `says that nothing runs where there is no socket, or nobody listens`() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }

        let absent = Asker.ask(.figures, in: path, within: .seconds(5))
        do { _ = try UnixSocket.listen(path + "/ask", mode: 0o600) }
        let refused = Asker.ask(.figures, in: path, within: .seconds(5))

        #expect(absent == .failure(.notRunning))
        #expect(refused == .failure(.notRunning))
    }

    @Test func `says that the time is up, also where no connection is taken`() throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let listening = try UnixSocket.listen(path + "/ask", mode: 0o600)
        var waiting: [Holder] = []

        let unanswered = Asker.ask(.figures, in: path, within: .milliseconds(50))
        while let one = try? UnixSocket.connect(path + "/ask", within: .milliseconds(10)) {
            waiting.append(Holder(one))
        }
        let untaken = Asker.ask(.figures, in: path, within: .milliseconds(50))

        #expect(unanswered == .failure(.timedOut))
        #expect(untaken == .failure(.timedOut))
        #expect(listening.number >= 0 && waiting.count >= 64)
    }

    @Test(arguments: ["", "{\"outcomes\""])
    func `says that it was lost when the daemon closes`(_ words: String) throws {
        let path = try folder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        let listening = Holder(try UnixSocket.listen(path + "/ask", mode: 0o600))
        try NamedThread.start("closer") {
            var watched = [Watched(listening.file.number)]
            poll(&watched, until: nil)
            guard let socket = UnixSocket.accept(listening.file.number) else { return }
            watched = [Watched(socket.number)]
            poll(&watched, until: nil)
            _ = writeBytes(socket.number, Array(words.utf8)[...])
        }

        #expect(Asker.ask(.figures, in: path, within: .seconds(20)) == .failure(.lost))
    }

    private final class Holder: Sendable {
        let file: Descriptor
        init(_ file: consuming Descriptor) { self.file = file }
    }
}
