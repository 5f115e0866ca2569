// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import JukeboxModel
internal import LinuxSystem
public import PipeDoor

/// Offers a command to the clients of a pipe folder: text in; stdout, stderr and exit status out.
///
/// Clients take turns: a client with many requests delays another by one request at most for each
/// processor.
public final class ProcessorPool: Sendable {
    private let server: PipeServer
    private let command: [String]
    private let timeout: Int64
    private let parallel: Int
    private let work: FairQueue<PipeOwner, PipeServer.Call>
    private let stopping: Descriptor

    /// Makes a pool that runs `parallel` commands at once, each for `timeout` milliseconds at most.
    public init(
        _ folder: PipeFolder, command: [String], parallel: Int, timeoutMilliseconds: Int64
    ) throws {
        self.command = command
        self.parallel = parallel
        timeout = timeoutMilliseconds
        server = try PipeServer(folder, perUser: parallel + 64, inAll: parallel + 256)
        work = try FairQueue()
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
        try server.run(
            opened: opened, complain: complain,
            abandoned: { number in work.remove { $0.number == number } },
            handle: { work.put($0, of: $0.owner) })
    }

    /// Ends the pool and kills the commands that still run.
    public func stop() {
        stopping.ring()
        server.stop()
    }
}
