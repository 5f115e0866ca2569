// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

import Foundation
import JukeboxModel
import LinuxSystem
import OrderRing
import Synchronization
import Testing

/// Other files in place of ours, and the errors that they cause.
@Suite struct `Foreign files in the runtime directory` {
    private func problem(_ runtime: Runtime) -> String {
        do throws(RingError) {
            _ = try Attachment(directory: runtime.path)
            return "attached"
        } catch {
            return error.description
        }
    }

    /// Overwrites a little-endian number in a file.
    private func write(_ number: UInt16, at offset: Int64, of path: String) throws {
        let file = try Descriptor.open(path, O_RDWR)
        let bytes = [UInt8(truncatingIfNeeded: number), UInt8(number >> 8)]
        #expect(pwrite(file.number, bytes, 2, off_t(offset)) == 2)
    }

    @Test func `a board of another version is refused, and both versions are named`() throws {
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        try write(7, at: 8, of: runtime.path + "/board")

        #expect(problem(runtime).contains("has version 7.0"))
        #expect(problem(runtime).contains("knows 1.0"))
    }

    @Test func `a ring that is older than its board is replaced by the daemon`() throws {
        let runtime = try Runtime()
        do {
            _ = try RingHost(directory: runtime.path)
            try write(0, at: 8, of: runtime.path + "/ring")
        }
        let host = try RingHost(directory: runtime.path)

        #expect(host.setAside?.contains("ring.bad") == true)
        #expect(problem(runtime) == "attached")
    }

    @Test(arguments: ["board", "ring"])
    func `a symbolic link is not followed`(name: String) throws {
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        rename(runtime.path + "/" + name, runtime.path + "/elsewhere")
        symlink(runtime.path + "/elsewhere", runtime.path + "/" + name)

        #expect(problem(runtime).contains("it is a symbolic link"))
    }

    @Test(arguments: ["board", "ring"])
    func `a pipe in the place of a file is refused at once`(name: String) throws {
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        unlink(runtime.path + "/" + name)
        mkfifo(runtime.path + "/" + name, 0o660)

        #expect(problem(runtime).contains("it is not a plain file"))
    }

    @Test(arguments: ["ring", "board"])
    func `a daemon puts its own file where a foreign one stood`(name: String) throws {
        for make: (String) -> Void in [
            { mkfifo($0, 0o660) }, { symlink("/etc/passwd", $0) }, { mkdir($0, 0o750) },
            { FileManager.default.createFile(atPath: $0, contents: Data("nonsense".utf8)) },
        ] {
            let runtime = try Runtime()
            make(runtime.path + "/" + name)

            let host = try RingHost(directory: runtime.path)
            let client = try Attachment(directory: runtime.path)

            guard case .acknowledged = try client.enqueue(Order(.pause)) else {
                Issue.record("not acknowledged")
                return
            }
            #expect(host.adopt().count == 1)
        }
    }

    @Test func `a board of another size is refused with both sizes`() throws {
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        truncate(runtime.path + "/board", 100)

        #expect(problem(runtime).contains("it has 100 bytes instead of"))
    }

    @Test func `a ring of another size is replaced while the daemon runs`() throws {
        for size in [0, 100, 1 << 21] {
            let runtime = try Runtime()
            let host = try RingHost(directory: runtime.path)
            truncate(runtime.path + "/ring", off_t(size))

            #expect(try host.replaceIfTorn() != nil, "\(size)")
            #expect(problem(runtime) == "attached")
        }
    }

    @Test func `a ring may be replaced while another thread rings its bell`() throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let isOver = Mutex(false)
        let ringers = (0..<4).map { _ in
            Thread { while !isOver.withLock({ $0 }) { for _ in 0..<1000 { host.wake() } } }
        }
        for ringer in ringers { ringer.start() }
        for _ in 0..<500 {
            truncate(runtime.path + "/ring", 100)
            #expect(try host.replaceIfTorn() != nil)
        }
        isOver.withLock { $0 = true }
        while ringers.contains(where: { !$0.isFinished }) { usleep(1000) }

        #expect(problem(runtime) == "attached")
    }

    @Test func `files of another owner are refused`() throws {
        try #require(getuid() == 0, "only root can give files away")
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        chown(runtime.path + "/ring", 65_534, 65_534)

        #expect(problem(runtime).contains("its owner is not the directory's"))
    }

    @Test func `a directory into which others may write is refused`() throws {
        let runtime = try Runtime()
        _ = try RingHost(directory: runtime.path)
        chmod(runtime.path, 0o777)

        #expect(problem(runtime).contains("others may write into the directory"))
    }

    @Test func `a directory on a disk is refused, and what allows it is named`() throws {
        let onDisk = NSTemporaryDirectory() + "jukebox-test-\(UUID().uuidString.prefix(8))"
        guard !Filesystem.isInMemory(NSTemporaryDirectory()) else { return }
        defer { try? FileManager.default.removeItem(atPath: onDisk) }
        do throws(RingError) {
            _ = try RingHost(directory: onDisk, mayLieOnDisk: false)
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("runtime_on_disk = true"))
        }
        let inMemory = "/dev/shm/jukebox-test-\(UUID().uuidString.prefix(8))"
        guard Filesystem.isInMemory("/dev/shm") else { return }
        defer { try? FileManager.default.removeItem(atPath: inMemory) }
        _ = try RingHost(directory: inMemory, mayLieOnDisk: false)
    }

    @Test(arguments: [0, 1, UInt64.max, 1 << 63])
    func `a scribbled ticket counter costs nobody an order`(counter: UInt64) throws {
        let runtime = try Runtime()
        let host = try RingHost(directory: runtime.path)
        let client = try Attachment(directory: runtime.path)
        let file = try Descriptor.open(runtime.path + "/ring", O_RDWR)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: counter >> (8 * UInt64($0))) }
        #expect(pwrite(file.number, bytes, 8, 128) == 8)

        for _ in 0..<3 {
            guard case .acknowledged = try client.enqueue(Order(.pause)) else {
                Issue.record("not acknowledged")
                return
            }
        }
        let found = host.adopt()
        found.forEach(host.free)
        host.raiseNextTicket(above: 41)
        guard case .acknowledged(let receipt) = try client.enqueue(Order(.pause)) else { return }

        #expect(found.count == 3)
        #expect(receipt.ticket == 42)
    }
}
