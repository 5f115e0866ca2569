<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
// php order.php TITLE [DESTINATION]: orders a song through libjukebox (ffi.enable=1).
$jukebox = FFI::cdef('
    void *jukebox_attach(const char *directory);
    const char *jukebox_problem(void);
    int64_t jukebox_play(void *handle, const char *title, const char *artist, const char *album,
        const char *playlist, const char *words, const char *destination, int mode);
    int jukebox_outcome(void *handle, int64_t ticket);
    int jukebox_wait(void *handle, uint32_t milliseconds);
', getenv('LIBJUKEBOX') ?: 'libjukebox.so');
$handle = $jukebox->jukebox_attach(null);
if ($handle === null) {
    fwrite(STDERR, $jukebox->jukebox_problem() . "\n");
    exit(69);
}
$ticket = $jukebox->jukebox_play($handle, $argv[1], null, null, null, null, $argv[2] ?? null, 2);
if ($ticket < 0) {
    fwrite(STDERR, $jukebox->jukebox_problem() . "\n");
    exit(-$ticket);
}
while ($jukebox->jukebox_outcome($handle, $ticket) < 4 && $jukebox->jukebox_wait($handle, 5000));
echo "ticket $ticket outcome ", $jukebox->jukebox_outcome($handle, $ticket), "\n";
