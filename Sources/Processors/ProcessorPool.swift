// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
public import PipeDoor

/// Offers a command to whoever can write into a folder's pipe: text in; and back come what it
/// said, what it complained of, and its exit status.
public final class ProcessorPool: Sendable {
    private let server: PipeServer
    private let command: [String]
    private let timeout: Int64
    private let parallel: Int
    private let work: WorkQueue<PipeServer.Call>
    private let stopping: Descriptor

    /// Makes a pool that runs `parallel` commands at once, each for `timeout` milliseconds at most.
    public init(
        _ folder: PipeFolder, command: [String], parallel: Int, timeoutMilliseconds: Int64
    ) throws {
        self.command = command
        self.parallel = parallel
        timeout = timeoutMilliseconds
        // What waits for a free processor waits in the pipe, when it is very much.
        server = try PipeServer(folder, mostUnderway: parallel + 256)
        work = try WorkQueue()
        stopping = try Descriptor.event()
    }

    /// Serves until it is stopped; `opened` is called once requests can come in.
    public func run(
        opened: () -> Void = {}, complain: @escaping PipeServer.Complaint
    ) throws {
        for number in 1...parallel {
            try NamedThread.start("processor \(number % 1000)") { [self] in
                let processor = Processor(command: command, stopping: stopping.number)
                while true {
                    let call = work.next()
                    guard Clock.monotonic < call.deadline else {
                        server.answer(call.number, .failure(124, "the time is up"))
                        continue
                    }
                    let end = min(call.deadline, Clock.monotonic + .milliseconds(timeout))
                    server.answer(call.number, processor.run(on: call.request.content, until: end))
                }
            }
        }
        try server.run(opened: opened, complain: complain) { call in work.put(call) }
    }

    /// Ends it; commands that still run are killed.
    public func stop() {
        stopping.ring()
        server.stop()
    }
}
