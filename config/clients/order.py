#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""order.py TITLE [ROOM]: orders a song and waits up to 30 seconds until it plays.

Exit status: 0 it plays, 64 wrong usage, 65 refused or ended, 69 no jukebox, 75 ring full, 124 time is up.
"""
import ctypes, os, sys


def fail(status, why):
    print("order.py:", why, file=sys.stderr)
    sys.exit(status)


if sys.argv[1:] == ["--help"]:
    print(__doc__.strip())
    sys.exit(0)
if not 2 <= len(sys.argv) <= 3:
    fail(64, "usage: order.py TITLE [ROOM]")
try:
    jukebox = ctypes.CDLL(os.environ.get("LIBJUKEBOX", "libjukebox.so.1"))
except OSError as error:
    fail(69, f"{error}; install the jukebox, or name the library in LIBJUKEBOX")
text = ctypes.c_char_p
jukebox.jukebox_attach.argtypes = [text]
jukebox.jukebox_attach.restype = ctypes.c_void_p
jukebox.jukebox_problem.restype = text
jukebox.jukebox_is_up.argtypes = [ctypes.c_void_p]
jukebox.jukebox_play.restype = ctypes.c_int64
jukebox.jukebox_play.argtypes = [ctypes.c_void_p, text, text, text, text, text, text, ctypes.c_int]
jukebox.jukebox_outcome.argtypes = [ctypes.c_void_p, ctypes.c_int64]
jukebox.jukebox_outcome_word.restype = text
jukebox.jukebox_wait.argtypes = [ctypes.c_void_p, ctypes.c_uint32]
NOW, PLAYING, FINISHED = 2, 4, 5

handle = jukebox.jukebox_attach(None)
if not handle:
    fail(69, jukebox.jukebox_problem().decode())
title, room = (os.fsencode(word) if word else None for word in (sys.argv + [None])[1:3])
ticket = jukebox.jukebox_play(handle, title, None, None, None, None, room, NOW)
if ticket < 0:
    fail(-ticket, jukebox.jukebox_problem().decode())
if not jukebox.jukebox_is_up(handle):
    fail(69, "the jukebox is not running; the order waits for it")

outcome = 0
for _ in range(300):  # other changes end a wait too, such as a song that ends in another room
    jukebox.jukebox_wait(handle, 100)
    outcome = jukebox.jukebox_outcome(handle, ticket)
    if outcome >= PLAYING:
        break
print(f"ticket {ticket}: {jukebox.jukebox_outcome_word(outcome).decode()}")
if outcome < PLAYING:
    fail(124, "time is up; the order waits")
sys.exit(0 if outcome <= FINISHED else 65)
