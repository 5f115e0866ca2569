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
