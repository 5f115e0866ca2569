#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
"""order.py TITLE [DESTINATION]: orders a song and waits until it sounds, through libjukebox."""
import ctypes, os, sys

jukebox = ctypes.CDLL(os.environ.get("LIBJUKEBOX", "libjukebox.so"))
text = ctypes.c_char_p
jukebox.jukebox_attach.restype = ctypes.c_void_p
jukebox.jukebox_problem.restype = text
jukebox.jukebox_play.restype = ctypes.c_int64
jukebox.jukebox_play.argtypes = [ctypes.c_void_p, text, text, text, text, text, text, ctypes.c_int]
jukebox.jukebox_outcome.argtypes = [ctypes.c_void_p, ctypes.c_int64]
jukebox.jukebox_wait.argtypes = [ctypes.c_void_p, ctypes.c_uint32]

handle = jukebox.jukebox_attach(None)
if not handle:
    sys.exit(jukebox.jukebox_problem().decode())
destination = sys.argv[2].encode() if len(sys.argv) > 2 else None
ticket = jukebox.jukebox_play(handle, sys.argv[1].encode(), None, None, None, None, destination, 2)
if ticket < 0:
    sys.exit(jukebox.jukebox_problem().decode())
while jukebox.jukebox_outcome(handle, ticket) < 4 and jukebox.jukebox_wait(handle, 5000):
    pass
print("ticket", ticket, "outcome", jukebox.jukebox_outcome(handle, ticket))
