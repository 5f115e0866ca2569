// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
// Preloaded into a program, puts its calendar clock forward or back by CLOCK_SHIFT seconds.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int status = (int)syscall(SYS_clock_gettime, clock, now);
    const char *shift = getenv("CLOCK_SHIFT");
    if (status == 0 && clock == CLOCK_REALTIME && shift) now->tv_sec += atoi(shift);
    return status;
}
