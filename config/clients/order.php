<?php
// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
// php -d ffi.enable=1 order.php TITLE [ROOM]: orders a song and waits until it plays.
// Exit status: 0 it plays, 64 wrong usage, 65 refused or ended, 69 no jukebox, 75 ring full, 124 time is up.
const NOW = 2, PLAYING = 4, FINISHED = 5;

function fail(int $status, string $why): never {
    fwrite(STDERR, "order.php: $why\n");
    exit($status);
}

if (array_slice($argv, 1) === ['--help']) {
    echo "order.php TITLE [ROOM]: orders a song and waits up to 30 seconds until it plays\n";
    exit(0);
}
if ($argc < 2 || $argc > 3) {
    fail(64, 'usage: order.php TITLE [ROOM]');
}
try {
    $jukebox = FFI::cdef('
        void *jukebox_attach(const char *directory);
        const char *jukebox_problem(void);
        int jukebox_is_up(void *handle);
        int64_t jukebox_play(void *handle, const char *title, const char *artist, const char *album,
            const char *playlist, const char *words, const char *destination, int mode);
        int jukebox_outcome(void *handle, int64_t ticket);
        const char *jukebox_outcome_word(int outcome);
        int jukebox_wait(void *handle, uint32_t milliseconds);
    ', getenv('LIBJUKEBOX') ?: 'libjukebox.so.1');
} catch (FFI\Exception $error) {
    fail(69, $error->getMessage() . '; install the jukebox, or name the library in LIBJUKEBOX');
}
$handle = $jukebox->jukebox_attach(null);
if ($handle === null) {
    fail(69, $jukebox->jukebox_problem());
}
$ticket = $jukebox->jukebox_play($handle, $argv[1], null, null, null, null, $argv[2] ?? null, NOW);
if ($ticket < 0) {
    fail(-$ticket, $jukebox->jukebox_problem());
}
if (!$jukebox->jukebox_is_up($handle)) {
    fail(69, 'the jukebox is not running; the order waits for it');
}
$outcome = 0;
// Other changes end a wait too, such as a song that ends in another room.
for ($wait = 0; $wait < 300 && $outcome < PLAYING; $wait++) {
    $jukebox->jukebox_wait($handle, 100);
    $outcome = $jukebox->jukebox_outcome($handle, $ticket);
}
echo "ticket $ticket: ", $jukebox->jukebox_outcome_word($outcome), "\n";
if ($outcome < PLAYING) {
    fail(124, 'time is up; the order waits');
}
exit($outcome <= FINISHED ? 0 : 65);
