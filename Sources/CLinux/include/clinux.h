// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Parts of Linux that Swift's importer cannot see: variadic calls, macros, flags of new kernels.
#ifndef CLINUX_H
#define CLINUX_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static inline int cl_errno(void) { return errno; }
static inline int cl_open(const char *path, int flags, mode_t mode) {
    return open(path, flags, mode);
}

static inline int cl_waiting(int pipe, int *count) { return ioctl(pipe, FIONREAD, count); }
static inline int cl_terminal_size(int terminal, struct winsize *size) {
    return ioctl(terminal, TIOCGWINSZ, size);
}
/// Lists an open folder without moving its own position; NULL and errno.
static inline DIR *cl_list(int folder) {
    int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return copy < 0 ? 0 : fdopendir(copy);
}
static inline int cl_openat(int folder, const char *name, int flags, mode_t mode) {
    return openat(folder, name, flags, mode);
}

/// An open-file-description lock on `length` bytes from `start`: F_OFD_SETLK. 0, or -1 and errno.
int cl_ofd_lock(int fd, int type, int64_t start, int64_t length);
/// Whether another process's lock conflicts: 1 yes, 0 no, -1 and errno.
int cl_ofd_taken(int fd, int type, int64_t start, int64_t length);

int cl_futex_wait(const uint32_t *word, uint32_t value, int64_t timeout_ns);
int cl_futex_wake(const uint32_t *word);
/// The user and the primary group at the other end of a Unix socket; see SO_PEERCRED in unix(7).
/// 0, or -1 and errno.
int cl_peer(int socket, uint32_t *user, uint32_t *group);
/// Its further groups, at most `*count`; sets the count. 0, or -1 and errno (ERANGE: more).
int cl_peer_groups(int socket, uint32_t *groups, uint32_t *count);
int cl_pidfd_open(pid_t pid);
int cl_pidfd_kill(int pidfd, int signal);
static inline int cl_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }
/// Divides this process, which must have a single thread. 0 in the new process.
static inline pid_t cl_fork(void) { return fork(); }
/// Makes this process the leader of a session, without a terminal and its signals: stdin, stdout and
/// stderr are /dev/null.
void cl_leave_terminal(void);
/// Starts a program that the kernel kills when this process ends. It reads nothing and writes into
/// `output`, and has no signals blocked or ignored. The pid, or -1 and errno.
pid_t cl_spawn_tied(const char *program, char *const *words, int output);
int cl_pipe(int ends[2]);
int cl_poll(struct pollfd *list, unsigned count, int64_t timeout_ns);
char **cl_environment(void);
static inline int cl_set_nonblocking(int fd) { return fcntl(fd, F_SETFL, O_NONBLOCK); }
static inline int cl_close_on_exec(int fd) { return fcntl(fd, F_SETFD, FD_CLOEXEC); }
int64_t cl_clock(int clock);

/// Starts a named thread that runs `body(context)`; all signals are blocked in it.
int cl_thread_start(const char *name, void (*body)(void *), void *context);

/// The version of the kernel's Landlock; less than 1 if it has none.
int cl_landlock_version(void);

/// Gives up rights that a child which reads hostile files does not need. `writable` and `readable`
/// are NULL-terminated lists of paths. Returns 0; 1 if the kernel lacks Landlock; -1 and errno.
int cl_landlock(const char *const *readable, const char *const *writable);
/// Forbids exec, fork and opening files for writing (`allow_devices`: O_RDWR without O_CREAT
/// passes; Landlock then decides), and sockets unless allowed. Returns 0, or -1 and errno.
int cl_seccomp(int allow_devices, int allow_sockets);
/// The magic number of a path's file system, see statfs(2); 0 if the path does not exist.
long cl_filesystem(const char *path);
#endif
