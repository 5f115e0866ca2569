// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

internal import Glibc
internal import LinuxSystem
internal import NIOCore

/// Finds the process that already uses an address, before anything of ours is started.
enum PortHolder {
    /// Fails when another process listens at an address.
    ///
    /// The C functions are `socket` and `bind`; the socket is closed again.
    static func check(_ host: String, _ port: Int) throws {
        let address = try SocketAddress.makeAddressResolvingHost(host, port: port)
        let number = socket(
            address.protocol == .inet6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { return }  // then to listen fails too, and says why
        defer { close(number) }
        var yes: CInt = 1
        setsockopt(
            number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<CInt>.size))
        let code = address.withSockAddr { pointer, size in
            bind(number, pointer, socklen_t(size)) == 0 ? 0 : errno
        }
        if code == EACCES, port < 1024 {
            throw Gateway.Failure(
                description:
                    "user \(Accounts.ownName) may not listen at port \(port); let systemd open "
                    + "it: README.md (“Its own TLS”) shows how, with jukebox-gateway.socket")
        }
        guard code == EADDRINUSE else { return }
        let holder = process(listeningAt: port) ?? "another process"
        throw Gateway.Failure(
            description: "\(holder) listens at \(host):\(port) already, and nothing was changed; "
                + "end it, or set another gateway.listen")
    }

    /// Returns the process that listens at a port, as `jukebox-gateway (pid 12)`; nil if it belongs
    /// to another user, whose processes we cannot inspect.
    static func process(listeningAt port: Int) -> String? {
        let sockets = Set(
            ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { table in
                inodes(
                    String(
                        decoding: FileContents.read(table, atMost: 4 << 20) ?? [], as: UTF8.self),
                    listeningAt: port)
            }.map { "socket:[\($0)]" })
        guard !sockets.isEmpty else { return nil }
        for pid in (FolderListing.names("/proc") ?? []).compactMap({ Int32($0) }) {
            let folder = "/proc/\(pid)/fd"
            let holds = (FolderListing.names(folder) ?? []).contains { name in
                target("\(folder)/\(name)").map(sockets.contains) ?? false
            }
            if holds { return "\(name(of: pid)) (pid \(pid))" }
        }
        return nil
    }

    /// The inodes of the sockets in a table of the kernel's that listen at a port.
    static func inodes(_ table: String, listeningAt port: Int) -> [String] {
        table.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A",
                let digits = fields[1].split(separator: ":").last, Int(digits, radix: 16) == port
            else { return nil }
            return String(fields[9])
        }
    }

    private static func name(of pid: Int32) -> String {
        let bytes = FileContents.read("/proc/\(pid)/comm", atMost: 64) ?? []
        return String(decoding: bytes.filter { $0 != 0x0A }, as: UTF8.self)
    }

    private static func target(_ link: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink(link, &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
