// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Enters the children's sandbox as a scanner or a player would, then tries the actions that are
// forbidden to both. Prints one line each: "refused open-for-write", or "ALLOWED …". The tests read
// them.
import Glibc
import LinuxSystem

let arguments = CommandLine.arguments
guard arguments.count == 4 else { exit(64) }
let isPlayer = arguments[1] == "player"
let inside = arguments[2]
let outside = arguments[3]

let strength = Sandbox.enter(
    reading: [inside, "/usr", "/lib", "/lib64"], writing: [], devices: isPlayer,
    sockets: isPlayer, memoryMiB: 1024)

func tell(_ what: String, isRefused: Bool) {
    print("\(isRefused ? "refused" : "ALLOWED") \(what)")
}

func opens(_ path: String, _ flags: CInt) -> Bool {
    let file = open(path, flags, 0o600)
    if file >= 0 { close(file) }
    return file >= 0
}

print("strength \(strength)")
tell("reading-inside", isRefused: !opens(inside + "/in", O_RDONLY))
tell("reading-outside", isRefused: !opens(outside, O_RDONLY))
tell("open-for-write", isRefused: !opens(inside + "/in", O_WRONLY))
tell("open-for-both", isRefused: !opens(inside + "/in", O_RDWR))
tell("create", isRefused: !opens(inside + "/new", O_WRONLY | O_CREAT))
tell("truncate", isRefused: !opens(inside + "/in", O_RDONLY | O_TRUNC))
tell("unlink", isRefused: unlink(inside + "/in") != 0)
tell("mkdir", isRefused: mkdir(inside + "/folder", 0o700) != 0)
tell("socket", isRefused: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0) < 0)
tell("internet-socket", isRefused: socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) < 0)
tell("symlink", isRefused: symlink("in", inside + "/link") != 0)
tell("chmod", isRefused: chmod(inside + "/in", 0o777) != 0)
tell("kill", isRefused: kill(getppid(), 0) != 0)
typealias SystemCall = @convention(c) (CLong, CLong, CLong) -> CLong
let call = unsafeBitCast(dlsym(nil, "syscall"), to: SystemCall.self)
let ringSetup = 425  // io_uring_setup, the same number on every architecture
tell("io-uring", isRefused: call(ringSetup, 1, 0) < 0 && errno == EPERM)
var child: pid_t = 0
var words: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
tell("exec", isRefused: posix_spawn(&child, "/usr/bin/true", nil, nil, &words, nil) != 0)
var limit = rlimit()
getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
tell("core-dump", isRefused: limit.rlim_max == 0)
tell("two-gibibytes", isRefused: malloc(2 << 30) == nil)
