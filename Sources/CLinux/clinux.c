// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#define _GNU_SOURCE
#include "clinux.h"

#include <sys/vfs.h>
#include <linux/futex.h>
#include <sys/syscall.h>

int cl_peer(int socket, uint32_t *user, uint32_t *group) {
    struct ucred facts;
    socklen_t length = sizeof facts;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &facts, &length) != 0) return -1;
    *user = facts.uid;
    *group = facts.gid;
    // A socket that is not connected, or no Unix socket, has no peer.
    if (facts.uid == (uid_t)-1) { errno = ENOTCONN; return -1; }
    return 0;
}

int cl_peer_groups(int socket, uint32_t *groups, uint32_t *count) {
    socklen_t length = (socklen_t)(*count * sizeof *groups);
    if (getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length) != 0) return -1;
    *count = (uint32_t)(length / sizeof *groups);
    return 0;
}

int cl_ofd_lock(int fd, int type, int64_t start, int64_t length) {
    struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start,
                         .l_len = length};
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int cl_ofd_taken(int fd, int type, int64_t start, int64_t length) {
    struct flock lock = {.l_type = (short)type, .l_whence = SEEK_SET, .l_start = start,
                         .l_len = length};
    if (fcntl(fd, F_OFD_GETLK, &lock) != 0) return -1;
    return lock.l_type != F_UNLCK;
}

int cl_futex_wait(const uint32_t *word, uint32_t value, int64_t timeout_ns) {
    struct timespec span = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    return (int)syscall(SYS_futex, word, FUTEX_WAIT, value, timeout_ns < 0 ? NULL : &span, NULL, 0);
}

int cl_futex_wake(const uint32_t *word) {
    return (int)syscall(SYS_futex, word, FUTEX_WAKE, 0x7fffffff, NULL, NULL, 0);
}

int cl_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
int cl_pidfd_kill(int pidfd, int signal) {
    return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0);
}

void cl_leave_terminal(void) {
    setsid();
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int number = 0; nothing >= 0 && number <= 2; number++) dup2(nothing, number);
    if (nothing > 2) close(nothing);
}

// What is done between fork and exec; answers only if it fails.
static void become(const char *program, char *const *words, int output, pid_t parent) {
    // A parent that has ended before this line sends no signal.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != parent) return;
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) return;
    execv(program, words);
}

pid_t cl_spawn_tied(const char *program, char *const *words, int output) {
    int ends[2], code = 0;
    if (cl_pipe(ends) != 0) return -1;
    pid_t parent = getpid(), child = fork();
    if (child == 0) {
        become(program, words, output, parent);
        code = errno;
        if (write(ends[1], &code, sizeof code) < 0) _exit(126);
        _exit(127);
    }
    if (child < 0) code = errno;
    close(ends[1]);
    // The pipe is closed by the exec; a failure arrives before that.
    if (child > 0 && read(ends[0], &code, sizeof code) == sizeof code) waitpid(child, NULL, 0);
    close(ends[0]);
    if (code == 0) return child;
    errno = code;
    return -1;
}

int cl_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int cl_poll(struct pollfd *list, unsigned count, int64_t timeout_ns) {
    struct timespec span = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    return ppoll(list, count, timeout_ns < 0 ? NULL : &span, NULL);
}

char **cl_environment(void) { return environ; }

int64_t cl_clock(int clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

struct start {
    void (*body)(void *);
    void *context;
    char name[16];
};

static void *run(void *argument) {
    struct start start = *(struct start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.context);
    return NULL;
}

int cl_thread_start(const char *name, void (*body)(void *), void *context) {
    struct start *start = calloc(1, sizeof *start);
    if (!start) return ENOMEM;
    start->body = body;
    start->context = context;
    strncpy(start->name, name, sizeof start->name - 1);
    sigset_t all, before;
    sigfillset(&all);
    sigdelset(&all, SIGBUS);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread;
    int code = pthread_create(&thread, NULL, run, start);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (code == 0) pthread_detach(thread);
    else free(start);
    return code;
}

long cl_filesystem(const char *path) {
    struct statfs facts;
    return statfs(path, &facts) == 0 ? (long)facts.f_type : 0;
}
