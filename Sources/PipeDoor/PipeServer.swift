// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
public import JukeboxModel
public import LinuxSystem

/// Takes requests from the pipe of a folder and sends the answers back.
///
/// One thread, which sleeps while no requests come. It never blocks on a client; a slow client
/// delays no other.
public final class PipeServer: Sendable {
    /// A request to carry out.
    public struct Call: Sendable {
        /// Names the call when it is answered.
        public let number: Int
        /// The request, with its content read from its file if it named one.
        public let request: PipeRequest
        /// When the client stops waiting for the answer.
        public let deadline: MonotonicTime
        /// The client, as far as it is known.
        public let owner: PipeOwner
    }

    /// Tells an operator something, in one line.
    public typealias Complaint = @Sendable (String) -> Void

    private let folder: PipeFolder
    private let mailbox: Mailbox<Message>
    private let perUser: Int
    private let inAll: Int

    private enum Message: Sendable {
        case answer(Int, PipeAnswer)
        case stop
    }

    /// The largest request in a file, in bytes.
    public static let largestFile = 10 << 20
    /// How long a line may lack its end before it is thrown away.
    static let patience = MonotonicTime.Span.seconds(1)

    /// Makes a server for a folder.
    ///
    /// - Parameters:
    ///   - folder: The folder to serve.
    ///   - perUser: How many requests of one user may be under way, and how many answers may wait
    ///     for a reader. Further requests are refused with status 75.
    ///   - inAll: The same for all users together, and again for requests of unknown owners. Beyond
    ///     it, the oldest request of the user who has most is dropped.
    /// - Throws: `SystemError` if the kernel gives no event descriptor.
    public init(
        _ folder: PipeFolder, perUser: Int = 64, inAll: Int = 256
    ) throws(SystemError) {
        self.folder = folder
        self.perUser = perUser
        self.inAll = inAll
        mailbox = try Mailbox()
    }

    /// Answers a call, from any thread; ignored if it was abandoned.
    public func answer(_ call: Int, _ answer: PipeAnswer) { mailbox.post(.answer(call, answer)) }

    /// Ends `run`.
    public func stop() { mailbox.post(.stop) }

    /// Serves until it is stopped.
    ///
    /// - Parameters:
    ///   - inherited: The pipe of requests, if another process already holds it open; nil opens it.
    ///   - opened: Called once requests can come in.
    ///   - complain: Receives what an operator should know.
    ///   - abandoned: Called with the number of a call whose client has stopped waiting, because
    ///     its time is up or it was dropped; stop carrying it out.
    ///   - handle: Carries a call out. It must not block, and must answer every call at some time,
    ///     even if the client wants no answer; until then the call counts as under way.
    /// - Throws: `PipeFolder.Failure` or `SystemError` if the folder cannot be served.
    public func run(
        inherited: CInt? = nil, opened: () -> Void = {}, complain: @escaping Complaint,
        abandoned: (Int) -> Void = { _ in }, handle: (Call) -> Void
    ) throws {
        signal(SIGPIPE, SIG_IGN)  // a client that leaves is an error of the write
        if try !folder.prepare() {
            complain(
                "members of the group can open each other's reply pipes in “\(folder.drop)” if they "
                    + "know their names: its file system keeps no access lists, or it belongs to "
                    + "another user")
        }
        let lock = try folder.lockForServer()
        let orders: Descriptor
        if let inherited {
            orders = Descriptor(owning: inherited)
        } else {
            // Both ends, so that the pipe never ends when a writer leaves.
            guard let opened = try NamedPipe.open(folder.orders, O_RDWR) else { return }
            orders = consume opened
        }
        guard let replies = try NamedPipe.open(folder.replies, O_RDWR) else { return }
        let drop = try DropFolder(folder.drop)
        if !drop.seesOwners {
            complain(
                "this user namespace hides the users of others (PrivateUsers=): their files are "
                    + "refused, and they have one share together")
        }
        drop.sweep(olderThan: .seconds(3600))
        opened()
        serve(orders.number, replies.number, drop, complain, abandoned, handle)
        _ = consume lock
    }

    private func serve(
        _ orders: CInt, _ replies: CInt, _ drop: borrowing DropFolder,
        _ complain: @escaping Complaint, _ abandoned: (Int) -> Void, _ handle: (Call) -> Void
    ) {
        var round = PipeRound(
            perUser: perUser, inAll: inAll, complaints: ComplaintLog(complain))
        while true {
            var watched = [Watched(mailbox.number), Watched(orders)]
            watched += round.watched(replies: replies)
            poll(&watched, until: round.alarm)
            let now = Clock.monotonic
            guard takeMessages(&round, at: now) else { return }
            if watched[1].isReadable {
                for line in round.read(orders, at: now) {
                    round.take(line, drop, replies: replies, at: now, handle)
                    // A call that was answered at once must not count when the next one comes.
                    guard mailbox.isEmpty || takeMessages(&round, at: now) else { return }
                }
            }
            round.turn(drop, replies: replies, at: now)
            for call in round.takeAbandoned() { abandoned(call) }
        }
    }

    /// Passes the answers on; false once the server has to stop.
    private func takeMessages(_ round: inout PipeRound, at now: MonotonicTime) -> Bool {
        for message in mailbox.take() {
            switch message {
            case .answer(let call, let answer): round.answer(call, answer, at: now)
            case .stop: return false
            }
        }
        return true
    }
}
