#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Starts a jukebox with the demo music in the foreground, and shows how to order from it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin="$root/.build/release"
if [ -n "${XDG_RUNTIME_DIR:-}" ] && [ -d "$XDG_RUNTIME_DIR" ]; then
    runtime="$XDG_RUNTIME_DIR/jukebox"
else
    runtime="/dev/shm/jukebox-$(id -u)"
fi
state="${XDG_STATE_HOME:-$HOME/.local/state}/jukebox-demo"

# A second demo would write over the settings of the first: it says so, and changes nothing.
up=$("$bin/jukebox" --runtime "$runtime" status --json 2>/dev/null \
    | sed -n 's/.*"state":"up","pid":\([0-9]*\).*/\1/p') || true
if [ -n "$up" ]; then
    echo "A jukebox runs already in $runtime (pid $up); nothing was changed." >&2
    echo "Order from it:  $bin/jukebox --runtime $runtime play canon" >&2
    echo "or end it first: Ctrl-C where it runs, or kill $up" >&2
    exit 75
fi
# 1A18 is port 6680, 0A a socket that listens.
inode=$(awk '$4 == "0A" && $2 ~ /:1A18$/ { print $10; exit }' /proc/net/tcp /proc/net/tcp6 2>/dev/null) || true
if [ -n "$inode" ]; then
    pid=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" 2>/dev/null | head -n 1 | cut -d/ -f3)
    echo "Another process (pid ${pid:-unknown}) listens at port 6680, where the demo's gateway would;" >&2
    echo "nothing was changed. End it first (a service: sudo systemctl stop jukebox-gateway)." >&2
    exit 75
fi
mkdir -p "$state"

device=default
if ! ls /dev/snd/pcm*p >/dev/null 2>&1 && [ -z "${PULSE_SERVER:-}" ] \
    && ! [ -S "${XDG_RUNTIME_DIR:-/nonexistent}/pulse/native" ]; then
    device=silent
    echo "No sound card and no sound server here: the demo plays silently, in real time."
fi
settings="$state/demo.toml"
cat > "$settings" <<TOML
default_destination = "kitchen"
[paths]
runtime = "$runtime"
state = "$state"
music = ["$root/demo/music"]
playlists = "$root/playlists"
[gateway]
pipes = "$runtime/pipes"
[[destination]]
name = "kitchen"
device = "$device"
[[destination]]
name = "living room"
device = "silent"
TOML

export JUKEBOX_RUNTIME_DIR="$runtime"
"$bin/jukeboxd" --config "$settings" &
daemon=$!
"$bin/jukebox-gateway" --config "$settings" &
gateway=$!
trap 'kill $daemon $gateway 2>/dev/null; wait $daemon $gateway; exit 0' INT TERM
tries=0
until [ "$("$bin/jukebox" library stats 2>/dev/null | cut -d' ' -f1)" = 5 ]; do
    kill -0 $daemon 2>/dev/null || { wait $daemon; exit $?; }
    tries=$((tries + 1))
    [ $tries -lt 200 ] || { echo "the jukebox did not find the demo music"; kill $daemon; exit 1; }
    sleep 0.05
done
"$bin/jukebox" play --playlist Demo --replace --wait playing --timeout 10 || true
"$bin/jukebox" status
cat <<TEXT

The demo list plays in the kitchen. In a second terminal, from this folder, order another song:

  .build/release/jukebox play --artist "Johann Pachelbel" --title "Canon" --to kitchen --now

or over HTTP:

  curl -H 'Content-Type: application/json' -d '{"query":"ode to joy","destination":"kitchen"}' http://localhost:6680/v1/orders

or with nothing but a shell:

  printf 'play title=Canon to=kitchen mode=now\\n' > $runtime/pipes/orders

and try:  .build/release/jukebox status --watch     queue     pause     volume 40     --help
Ctrl-C here ends the demo.
TEXT
wait $daemon
