// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#define _GNU_SOURCE
#include "clinux.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>

// Rights of Landlock ABI 1 to 3, spelled out: older kernel headers lack the last.
#define LANDLOCK_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define LANDLOCK_ALL_V1 ((1ULL << 13) - 1)

static int allow(int ruleset, const char *path, uint64_t rights) {
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return 0;  // a missing file needs no right
    struct stat facts;
    if (fstat(fd, &facts) == 0 && !S_ISDIR(facts.st_mode))
        rights &= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
    int code = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(fd);
    return code;
}

int cl_landlock_version(void) {
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int cl_landlock(const char *const *readable, const char *const *writable) {
    if (cl_landlock_version() < 1) return 1;
    struct landlock_ruleset_attr rules = {.handled_access_fs = LANDLOCK_ALL_V1};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0) return -1;
    int code = 0;
    for (; code == 0 && *readable; readable++) code = allow(ruleset, *readable, LANDLOCK_READ);
    for (; code == 0 && *writable; writable++)
        code = allow(ruleset, *writable, LANDLOCK_READ | LANDLOCK_ACCESS_FS_WRITE_FILE);
    if (code == 0) code = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (code == 0) code = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
    close(ruleset);
    return code;
}

#if defined(__x86_64__)
#define THIS_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define THIS_ARCH AUDIT_ARCH_AARCH64
#else
#define THIS_ARCH 0
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define FAIL(code) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (code))
#define PASS BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define DENY(call, code) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), FAIL(code)
#define DENY_IF_SET(call, argument, bits, code)                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[argument]), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), FAIL(code), PASS

int cl_seccomp(int allow_devices, int allow_sockets) {
    unsigned writing = allow_devices ? (O_CREAT | O_TRUNC) : (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    struct sock_filter no_sockets[] = {
        DENY(socket, EPERM), DENY(connect, EPERM), DENY(bind, EPERM)};
    // A sound server is reached through a Unix socket; other kinds are forbidden.
    struct sock_filter unix_sockets[] = {
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
        FAIL(EAFNOSUPPORT),
        PASS,
    };
    struct sock_filter rules[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        LOAD(nr),
        // The x32 calls of x86_64 are the same calls under other numbers.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        DENY(execve, EPERM),
        DENY(execveat, EPERM),
        DENY(ptrace, EPERM),
        DENY(process_vm_readv, EPERM),
        DENY(process_vm_writev, EPERM),
        DENY(pidfd_getfd, EPERM),
        DENY(pidfd_send_signal, EPERM),
        DENY(kill, EPERM),
        DENY(io_uring_setup, EPERM),  // a ring opens files past this filter
        DENY(bpf, EPERM),
        DENY(userfaultfd, EPERM),
        DENY(perf_event_open, EPERM),
        DENY(keyctl, EPERM),
        DENY(mount, EPERM),
        DENY(unshare, EPERM),
        DENY(setns, EPERM),
        DENY(open_by_handle_at, EPERM),
        DENY(truncate, EPERM),
        DENY(fchmod, EPERM),
        DENY(fchmodat, EPERM),
        DENY(fchown, EPERM),
        DENY(fchownat, EPERM),
        DENY(mknodat, EPERM),
        DENY(symlinkat, EPERM),
        DENY(unlinkat, EPERM),
        DENY(renameat2, EPERM),
        DENY(linkat, EPERM),
        DENY(mkdirat, EEXIST),  // EEXIST: libpulse then takes its folder as it is
        DENY(openat2, ENOSYS),
        DENY(clone3, ENOSYS),  // its flags cannot be looked at; the C library falls back to clone
#ifdef SYS_fork
        DENY(fork, EPERM),
        DENY(vfork, EPERM),
        DENY(unlink, EPERM),
        DENY(rename, EPERM),
        DENY(creat, EACCES),
        DENY(mkdir, EEXIST),
        DENY(rmdir, EPERM),
        DENY(link, EPERM),
        DENY(symlink, EPERM),
        DENY(mknod, EPERM),
        DENY(chmod, EPERM),
        DENY(chown, EPERM),
        DENY(lchown, EPERM),
#endif
#ifdef SYS_renameat
        DENY(renameat, EPERM),
#endif
        // A thread shares the memory map; a forked process does not.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
        LOAD(args[0]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x00010000 /* CLONE_THREAD */, 1, 0),
        FAIL(EPERM),
        PASS,
        // EACCES: libpulse then opens its cookie for reading only.
        DENY_IF_SET(openat, 2, writing, EACCES),
#ifdef SYS_open
        DENY_IF_SET(open, 1, writing, EACCES),
#endif
    };
    struct sock_filter filter[sizeof rules / sizeof *rules + 7];
    size_t count = sizeof rules / sizeof *rules;
    memcpy(filter, rules, sizeof rules);
    if (allow_sockets) {
        memcpy(filter + count, unix_sockets, sizeof unix_sockets);
        count += sizeof unix_sockets / sizeof *unix_sockets;
    } else {
        memcpy(filter + count, no_sockets, sizeof no_sockets);
        count += sizeof no_sockets / sizeof *no_sockets;
    }
    filter[count++] = (struct sock_filter)PASS;
    struct sock_fprog program = {.len = (unsigned short)count, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
