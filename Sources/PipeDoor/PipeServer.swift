// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import JukeboxModel
public import LinuxSystem

/// Takes requests from the pipe of a folder and carries the answers back.
///
/// One thread, which sleeps while nobody asks. Who asks is never waited for, and nobody waits for
/// another's answer.
public final class PipeServer: Sendable {
    /// A request that wants to be answered, or only to be carried out.
    public struct Call: Sendable {
        /// What the answer is given under.
        public let number: Int
        /// The request, with its content read from its file where it named one.
        public let request: PipeRequest
        /// When nobody waits for the answer any more.
        public let deadline: MonotonicTime
    }

    /// Something that an operator should know.
    public typealias Complaint = @Sendable (String) -> Void

    private let folder: PipeFolder
    private let mailbox: Mailbox<Message>
    private let mostUnderway: Int

    private enum Message: Sendable {
        case answer(Int, PipeAnswer)
        case stop
    }

    /// The largest request that may lie in a file, in bytes.
    public static let largestFile = 10 << 20
    /// How long a line may lack its end before it is thrown away.
    static let patience = MonotonicTime.Span.seconds(1)

    /// Serves a folder; more than `mostUnderway` requests at once stay in the pipe.
    public init(_ folder: PipeFolder, mostUnderway: Int = 256) throws(SystemError) {
        self.folder = folder
        self.mostUnderway = mostUnderway
        mailbox = try Mailbox()
    }

    /// Answers a call, from any thread; too late is no harm.
    public func answer(_ call: Int, _ answer: PipeAnswer) { mailbox.post(.answer(call, answer)) }

    /// Ends `run`.
    public func stop() { mailbox.post(.stop) }

    /// Serves until it is stopped.
    ///
    /// - Parameters:
    ///   - inherited: the pipe of requests where somebody else holds it open already; nil opens it.
    ///   - opened: is called once requests can come in.
    ///   - complain: is told what an operator should know, a line each.
    ///   - handle: carries a call out; must not wait, and sees to it that each is answered, at some
    ///     time, also where nobody asked for an answer: until then it counts as underway.
    /// - Throws: `PipeFolder.Failure` or `SystemError` when the folder cannot be served.
    public func run(
        inherited: CInt? = nil, opened: () -> Void = {}, complain: @escaping Complaint,
        handle: (Call) -> Void
    ) throws {
        signal(SIGPIPE, SIG_IGN)  // a client that leaves is an error of the write, no more
        try folder.prepare()
        let orders: Descriptor
        if let inherited {
            orders = Descriptor(owning: inherited)
        } else {
            // Both ends, so that a writer that leaves is no end of file.
            guard let opened = try NamedPipe.open(folder.orders, O_RDWR) else { return }
            orders = consume opened
        }
        guard flock(orders.number, LOCK_EX | LOCK_NB) == 0 else {
            let holder = LockHolder.pid(of: orders.number).map { " (pid \($0))" } ?? ""
            throw PipeFolder.Failure(
                description:
                    "another server\(holder) takes the requests of “\(folder.path)”; nothing was changed"
            )
        }
        guard let replies = try NamedPipe.open(folder.replies, O_RDWR) else { return }
        let drop = try DropFolder(folder.drop)
        drop.sweep(olderThan: .seconds(3600))
        opened()
        var round = PipeRound(mostUnderway: mostUnderway, complain: complain)
        while true {
            var watched = [
                Watched(mailbox.number), Watched(round.isFull ? -1 : orders.number),
            ]
            watched += round.watched(replies: replies.number)
            poll(&watched, until: round.alarm)
            let now = Clock.monotonic
            for message in mailbox.take() {
                switch message {
                case .answer(let call, let answer): round.answer(call, answer, at: now)
                case .stop: return
                }
            }
            if watched[1].isReadable {
                round.read(orders.number, drop, replies: replies.number, at: now, handle)
            }
            round.turn(drop, replies: replies.number, at: now)
        }
    }
}
