// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import PipeDoor

/// A pipe server on its own folder that returns every text, with the status 3; the text `silence`
/// is never answered.
final class EchoDoor: @unchecked Sendable {
    let folder: PipeFolder
    private var server: PipeServer?
    private var holder: FileHandle?
    private let ended = DispatchSemaphore(value: 0)
    private let lock = NSLock()
    private var kept: [String] = []
    private var heard: [[UInt8]] = []
    private var dropped: [Int] = []

    init(starting: Bool = true) throws {
        folder = PipeFolder(path: NSTemporaryDirectory() + "jukebox-pipes-\(UUID().uuidString)")
        if starting { try start() }
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder.path)
    }

    /// The complaints that an operator has received.
    var complaints: [String] { lock.withLock { kept } }
    /// The texts that came in.
    var texts: [[UInt8]] { lock.withLock { heard } }
    /// The calls that the handler was told to stop.
    var abandoned: [Int] { lock.withLock { dropped } }
    var client: PipeClient { PipeClient(folder) }

    func start() throws {
        let server = try PipeServer(folder)
        self.server = server
        let ready = DispatchSemaphore(value: 0)
        try folder.prepare()
        Thread.detachNewThread { [self] in
            do {
                try server.run(
                    opened: { ready.signal() },
                    complain: { line in self.lock.withLock { self.kept.append(line) } },
                    abandoned: { call in self.lock.withLock { self.dropped.append(call) } }
                ) { call in
                    self.lock.withLock { self.heard.append(call.request.content) }
                    guard call.request.content != Array("silence".utf8) else { return }
                    server.answer(call.number, PipeAnswer(status: 3, output: call.request.content))
                }
            } catch {
                lock.withLock { kept.append("\(error)") }
            }
            ended.signal()
        }
        ready.wait()
    }

    func stop() {
        guard let server else { return }
        server.stop()
        ended.wait()
        self.server = nil
    }

    /// Keeps the pipe of requests open, as systemd does.
    func hold() throws {
        try folder.prepare()
        holder = FileHandle(
            fileDescriptor: open(folder.orders, O_RDWR | O_CLOEXEC), closeOnDealloc: true)
    }

    /// Writes as a shell does that knows nothing of us.
    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        let pipe = open(folder.orders, O_WRONLY | O_CLOEXEC)
        _ = bytes.withUnsafeBytes { Glibc.write(pipe, $0.baseAddress, $0.count) }
        close(pipe)
    }

    func wait(_ seconds: Double = 10, until isSo: () -> Bool) {
        let end = Date(timeIntervalSinceNow: seconds)
        while !isSo(), Date() < end { usleep(2000) }
    }
}

func ask(_ door: EchoDoor, _ text: String = "hello") -> PipeAnswer? {
    try? door.client.ask(Array(text.utf8), within: .seconds(5))
}

func isAnswered(_ door: EchoDoor) -> Bool {
    ask(door) == PipeAnswer(status: 3, output: Array("hello".utf8))
}

func trouble(_ act: () throws(PipeClient.Failure) -> Void) -> Int32 {
    do throws(PipeClient.Failure) {
        try act()
        return 0
    } catch {
        return error.status
    }
}
