/* SPDX-License-Identifier: Apache-2.0
 * Copyright The Jukebox authors
 * order TITLE [ROOM]: orders a song and waits until it plays.
 * cc order.c -o order $(pkg-config --cflags --libs jukebox)
 * Exit status: 0 it plays, 64 wrong usage, 65 refused or ended, 69 no jukebox, 75 ring full, 124 time is up */
#include "jukebox.h"
#include <stdio.h>
#include <string.h>

static int fail(int status, const char *why) {
    fprintf(stderr, "order: %s\n", why);
    return status;
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[1], "--help")) {
        puts("order TITLE [ROOM]: orders a song and waits up to 30 seconds until it plays");
        return 0;
    }
    if (count < 2 || count > 3) return fail(64, "usage: order TITLE [ROOM]");
    jukebox_handle *jukebox = jukebox_attach(NULL);
    if (!jukebox) return fail(69, jukebox_problem());

    int64_t ticket = jukebox_play(
        jukebox, words[1], NULL, NULL, NULL, NULL, count > 2 ? words[2] : NULL, JUKEBOX_NOW);
    if (ticket < 0) return fail((int)-ticket, jukebox_problem());
    if (!jukebox_is_up(jukebox)) return fail(69, "the jukebox is not running; the order waits for it");

    /* Other changes end a wait too, such as a song that ends in another room. */
    int outcome = JUKEBOX_UNKNOWN;
    for (int wait = 0; wait < 300 && outcome < JUKEBOX_PLAYING; wait++) {
        jukebox_wait(jukebox, 100);
        outcome = jukebox_outcome(jukebox, ticket);
    }
    printf("ticket %lld: %s\n", (long long)ticket, jukebox_outcome_word(outcome));
    jukebox_detach(jukebox);
    if (outcome < JUKEBOX_PLAYING) return fail(124, "time is up; the order waits");
    return outcome <= JUKEBOX_FINISHED ? 0 : 65;
}
