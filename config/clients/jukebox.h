/* SPDX-License-Identifier: Apache-2.0
 * Copyright The Jukebox authors
 *
 * Puts orders into the jukebox's ring in shared memory: a microsecond, no HTTP, no waiting.
 * A handle may be used by several threads. Texts are UTF-8.
 *
 * Build with    cc order.c -o order $(pkg-config --cflags --libs jukebox)
 * or with       cc order.c -o order -ljukebox
 *
 * A program needs libjukebox.so.1 at run time, as Python's ctypes and PHP's FFI do. The number changes
 * only if a call of this header changes its meaning; a new call does not change it.
 */
#ifndef JUKEBOX_H
#define JUKEBOX_H
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct jukebox_handle jukebox_handle;

/* Errors, returned in place of a ticket. */
enum {
    JUKEBOX_WRONG = -64,   /* the order makes no sense; jukebox_problem() says why */
    JUKEBOX_NOBODY = -69,  /* there is no jukebox */
    JUKEBOX_FULL = -75     /* the ring is full: nothing was ordered; try again in a moment */
    /* Without its sign, each is the exit status that a program is expected to end with. */
};

/* The position of an order in the queue. */
enum { JUKEBOX_APPEND = 0, JUKEBOX_NEXT = 1, JUKEBOX_NOW = 2, JUKEBOX_REPLACE = 3 };

/* The outcome of an order. JUKEBOX_FINISHED and all that follow are final. */
enum {
    JUKEBOX_UNKNOWN = 0,   /* not adopted yet, or too old to be known */
    JUKEBOX_ACCEPTED, JUKEBOX_RESOLVED, JUKEBOX_QUEUED, JUKEBOX_PLAYING, JUKEBOX_FINISHED,
    JUKEBOX_FAILED, JUKEBOX_REFUSED, JUKEBOX_SUPERSEDED, JUKEBOX_CANCELLED, JUKEBOX_EXPIRED,
    JUKEBOX_SKIPPED,       /* a person moved on */
    JUKEBOX_PARTLY         /* some was heard, some failed */
};

/* Attaches to the jukebox of a runtime directory; NULL is $JUKEBOX_RUNTIME_DIR, or /run/jukebox.
 * Returns NULL if there is no jukebox; jukebox_problem() says why. */
jukebox_handle *jukebox_attach(const char *directory);
void jukebox_detach(jukebox_handle *handle);

/* Why the last call of this thread failed; valid until the next. Never NULL. */
const char *jukebox_problem(void);

/* 1 while a daemon runs. Without a daemon, orders wait in the ring until it is back. */
int jukebox_is_up(jukebox_handle *handle);

/* Orders music. At least one name must not be NULL. Returns the ticket, or one of the negative
 * numbers above. */
int64_t jukebox_play(
    jukebox_handle *handle, const char *title, const char *artist, const char *album,
    const char *playlist, const char *words, const char *destination, int mode);

/* pause, resume, stop, next or previous; these overtake orders that wait. */
int64_t jukebox_command(jukebox_handle *handle, const char *command, const char *destination);

/* Where one of the last 1,024 orders of this handle stands: one of the numbers above. */
int jukebox_outcome(jukebox_handle *handle, int64_t ticket);

/* The word for an outcome, such as "playing"; "unknown" for 0 and for numbers that are not outcomes.
 * Never NULL, valid for ever. */
const char *jukebox_outcome_word(int outcome);

/* Sleeps until something changes in the jukebox, at most for this time. Returns 1 after a change, 0
 * when the time is up. */
int jukebox_wait(jukebox_handle *handle, uint32_t milliseconds);

#ifdef __cplusplus
}
#endif
#endif
