/* SPDX-License-Identifier: Apache-2.0
 * Copyright The Jukebox authors
 * order TITLE [DESTINATION]: orders a song and waits until it sounds.
 * cc order.c -o order -ljukebox */
#include "jukebox.h"
#include <stdio.h>

int main(int count, char **words) {
    jukebox_handle *jukebox = jukebox_attach(NULL);
    if (!jukebox || count < 2) {
        fprintf(stderr, "%s\n", jukebox ? "order TITLE [DESTINATION]" : jukebox_problem());
        return 69;
    }
    int64_t ticket = jukebox_play(
        jukebox, words[1], NULL, NULL, NULL, NULL, count > 2 ? words[2] : NULL, JUKEBOX_NOW);
    if (ticket < 0) {
        fprintf(stderr, "%s\n", jukebox_problem());
        return (int)-ticket;
    }
    while (jukebox_outcome(jukebox, ticket) < JUKEBOX_PLAYING && jukebox_wait(jukebox, 5000)) {}
    printf("ticket %lld outcome %d\n", (long long)ticket, jukebox_outcome(jukebox, ticket));
    jukebox_detach(jukebox);
    return 0;
}
