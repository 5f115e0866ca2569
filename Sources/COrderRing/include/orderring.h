// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The layout of the shared memory, ABI 1.0, and the atomic words in it. OrderRing's
// RingLayout.swift says in prose what is drawn here. All numbers are little-endian.
#ifndef ORDERRING_H
#define ORDERRING_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#define RING_MAGIC 0x31474e494b554aULL  /* "JUKING1" */
#define BOARD_MAGIC 0x31444f424b554aULL /* "JUKBOD1" */
#define ABI_MAJOR 1
#define ABI_MINOR 0

enum {
    RING_SLOTS = 256,
    RING_URGENT = 256,
    RING_ALL_SLOTS = 257,
    RING_SLOT_BYTES = 2048,
    RING_PAYLOAD_BYTES = 2016,
    BOARD_OUTCOMES = 1024,
    BOARD_DESTINATIONS = 32,
    BOARD_SNAPSHOTS = 4,
    BOARD_SNAPSHOT_BYTES = 4096,
    BOARD_COUNTERS = 16,
};

struct ring_slot {
    uint64_t ticket;
    uint64_t submitted;
    uint32_t uid;
    uint32_t pid;
    uint16_t format;
    uint16_t flags;
    uint32_t reserved;
    uint8_t payload[RING_PAYLOAD_BYTES];
};

struct ring {
    uint64_t magic;
    uint16_t major, minor;
    uint32_t size;
    uint64_t epoch;
    uint8_t pad0[128 - 24];
    uint64_t next_ticket;
    uint8_t pad1[128 - 8];
    uint32_t doorbell;
    uint8_t pad2[1024 - 260];
    uint64_t states[RING_ALL_SLOTS];
    uint8_t pad3[4096 - 1024 - 8 * RING_ALL_SLOTS];
    struct ring_slot slots[RING_ALL_SLOTS];
};

struct board_snapshot {
    uint64_t sequence;
    uint32_t length;
    uint32_t reserved;
    uint8_t bytes[BOARD_SNAPSHOT_BYTES - 16];
};

struct board_destination {
    uint64_t sequence; /* of the current snapshot, which lies in buffer sequence % 4; 0: unused */
    struct board_snapshot snapshots[BOARD_SNAPSHOTS];
};

struct board {
    uint64_t magic;
    uint16_t major, minor;
    uint32_t size;
    uint64_t instance;
    uint64_t ring_epoch;
    uint64_t ring_inode;
    uint32_t pid;
    uint32_t disk_trouble;
    uint8_t pad0[256 - 48];
    uint32_t asleep;
    uint8_t pad1[256 - 4];
    uint32_t changes;
    uint32_t counters[BOARD_COUNTERS];
    uint8_t pad2[4096 - 512 - 4 - 4 * BOARD_COUNTERS];
    uint64_t outcomes[BOARD_OUTCOMES];
    struct board_destination destinations[BOARD_DESTINATIONS];
};

_Static_assert(offsetof(struct ring, next_ticket) == 128, "ring: next ticket");
_Static_assert(offsetof(struct ring, doorbell) == 256, "ring: doorbell");
_Static_assert(offsetof(struct ring, states) == 1024, "ring: state words");
_Static_assert(offsetof(struct ring, slots) == 4096, "ring: slots");
_Static_assert(sizeof(struct ring_slot) == 2048, "ring: slot size");
_Static_assert(sizeof(struct ring) == 530432, "ring: size");
_Static_assert(offsetof(struct board, disk_trouble) == 44, "board: disk trouble");
_Static_assert(offsetof(struct board, ring_epoch) == 24, "board: ring epoch");
_Static_assert(offsetof(struct board, asleep) == 256, "board: asleep");
_Static_assert(offsetof(struct board, changes) == 512, "board: changes");
_Static_assert(offsetof(struct board, outcomes) == 4096, "board: outcomes");

static inline uint64_t or_load64(const uint64_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
static inline uint32_t or_load32(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_SEQ_CST); }
static inline void or_store64(uint64_t *word, uint64_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
static inline void or_store32(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_SEQ_CST); }
static inline uint64_t or_add64(uint64_t *word, uint64_t value) { return __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST); }
static inline uint32_t or_add32(uint32_t *word, uint32_t value) { return __atomic_fetch_add(word, value, __ATOMIC_SEQ_CST); }
static inline int or_cas64(uint64_t *word, uint64_t expected, uint64_t wanted) {
    return __atomic_compare_exchange_n(word, &expected, wanted, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static inline void or_fence(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

/// Copies out of memory that another process may be writing: every access is a relaxed load, so
/// that the compiler may not read anything twice. `bytes` is rounded up to whole words.
static inline void or_copy(void *to, const void *from, size_t bytes) {
    uint64_t *target = (uint64_t *)to;
    const uint64_t *source = (const uint64_t *)from;
    for (size_t index = 0; index < (bytes + 7) / 8; index++)
        target[index] = __atomic_load_n(source + index, __ATOMIC_RELAXED);
}

/// Keeps the process alive when a mapped file is cut short: a SIGBUS in [start, start + size)
/// puts private zero pages there and counts; any other SIGBUS ends the process as before.
void or_guard(void *start, size_t size);
/// Takes a guarded range out again.
void or_unguard(void *start);
/// How often the guarded range at `start` was torn away.
int or_torn(void *start);
#endif
