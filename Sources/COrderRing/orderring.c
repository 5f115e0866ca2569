// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#define _GNU_SOURCE
#include "orderring.h"

#include <signal.h>
#include <stdatomic.h>

enum { GUARDS = 16 };
static struct {
    _Atomic(uintptr_t) start;
    size_t size;
    atomic_int torn;
} guards[GUARDS];
static struct sigaction before;

static void on_bus_error(int signal, siginfo_t *info, void *context) {
    (void)context;
    uintptr_t address = (uintptr_t)info->si_addr;
    for (int index = 0; index < GUARDS; index++) {
        uintptr_t start = atomic_load(&guards[index].start);
        if (start == 0 || address < start || address - start >= guards[index].size) continue;
        atomic_fetch_add(&guards[index].torn, 1);
        void *got = mmap((void *)start, guards[index].size, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
        if (got != MAP_FAILED) return;
    }
    sigaction(signal, &before, NULL);  // not ours: the fault comes again and ends the process
}

void or_guard(void *start, size_t size) {
    static atomic_flag installed = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&installed)) {
        struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
        sigaction(SIGBUS, &action, &before);
    }
    for (int index = 0; index < GUARDS; index++) {
        uintptr_t none = 0;
        if (atomic_load(&guards[index].start) != 0) continue;
        guards[index].size = size;
        atomic_store(&guards[index].torn, 0);
        if (atomic_compare_exchange_strong(&guards[index].start, &none, (uintptr_t)start)) return;
    }
}

void or_unguard(void *start) {
    for (int index = 0; index < GUARDS; index++) {
        uintptr_t expected = (uintptr_t)start;
        if (atomic_compare_exchange_strong(&guards[index].start, &expected, 0)) return;
    }
}

int or_torn(void *start) {
    for (int index = 0; index < GUARDS; index++)
        if (atomic_load(&guards[index].start) == (uintptr_t)start)
            return atomic_load(&guards[index].torn);
    return 0;
}
