// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#define _GNU_SOURCE
#include "tracer.h"

#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static cpu_set_t before;

pid_t tracer_start(char *const arguments[]) {
    // On one processor, the two switch to each other four times as fast.
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_getaffinity(0, sizeof before, &before);
    sched_setaffinity(0, sizeof one, &one);
    pid_t process = fork();
    if (process == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        execv(arguments[0], arguments);
        _exit(127);
    }
    int status;
    if (process < 0 || waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) return -1;
    uintptr_t options = PTRACE_O_EXITKILL | PTRACE_O_TRACESYSGOOD;
    ptrace(PTRACE_SETOPTIONS, process, NULL, (void *)options);
    return process;
}

/// Continues with one request and returns where it stopped; passes other signals on.
static int go_on(pid_t process, int request) {
    int status, deliver = 0;
    for (;;) {
        if (ptrace(request, process, NULL, (void *)(uintptr_t)deliver) != 0) return TRACER_ENDED;
        if (waitpid(process, &status, 0) != process || !WIFSTOPPED(status)) return TRACER_ENDED;
        int signal = WSTOPSIG(status);
        if (signal == SIGSTOP) return TRACER_MARK;
        if (signal == SIGTRAP || signal == (SIGTRAP | 0x80)) return TRACER_WENT_ON;
        deliver = signal;
    }
}

int tracer_run(pid_t process) { return go_on(process, PTRACE_CONT); }

static int repeat(pid_t process, int request, long count, long *done) {
    for (*done = 0; *done < count; (*done)++) {
        int came = go_on(process, request);
        if (came != TRACER_WENT_ON) return came;
    }
    return TRACER_WENT_ON;
}

int tracer_step(pid_t process, long count, long *done) {
    return repeat(process, PTRACE_SINGLESTEP, count, done);
}

int tracer_step_changes(pid_t process, const void *one, const void *other, size_t size, long count,
                        long *done) {
    static unsigned char first[16384], second[16384];
    memcpy(first, one, size);
    memcpy(second, other, size);
    for (*done = 0; count > 0;) {
        int came = go_on(process, PTRACE_SINGLESTEP);
        if (came != TRACER_WENT_ON) return came;
        (*done)++;
        if (memcmp(first, one, size) == 0 && memcmp(second, other, size) == 0) continue;
        memcpy(first, one, size);
        memcpy(second, other, size);
        count--;
    }
    return TRACER_WENT_ON;
}

int tracer_syscalls(pid_t process, long count, long *done) {
    return repeat(process, PTRACE_SYSCALL, count, done);
}

void tracer_kill(pid_t process) {
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) == process && kill(process, 0) == 0) {}
    sched_setaffinity(0, sizeof before, &before);
}
