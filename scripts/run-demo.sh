#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Starts a jukebox with the demo music in the foreground, and shows how to order from it. All its files
# are its own, so that it disturbs no other jukebox of this machine.
#
# Exit status: 0 after Ctrl-C, 69 if it could not start, 75 if this user's demo runs already.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
bin="${PROGRAMS:-$root/.build/release}"

# Sets $runtime, in memory where possible, and $state, which outlives the demo where possible.
choose_folders() {
    local session="${XDG_RUNTIME_DIR:-}"
    on_disk=false
    if [ -w "$session" ] && [ "$(stat -f -c %T "$session")" = tmpfs ]; then
        runtime="$session/jukebox-demo"
    else
        runtime="/dev/shm/jukebox-demo-$(id -u)"
    fi
    if ! mkdir -p -m 700 "$runtime" 2>/dev/null || [ ! -O "$runtime" ]; then
        runtime="${TMPDIR:-/tmp}/jukebox-demo-$(id -u)" on_disk=true
        mkdir -p -m 700 "$runtime"
        [ -O "$runtime" ] || { echo "$runtime belongs to another user; nothing was started" >&2; exit 69; }
    fi
    state="${XDG_STATE_HOME:-${HOME:-/nonexistent}/.local/state}/jukebox-demo"
    mkdir -p "$state" 2>/dev/null && [ -w "$state" ] || state="$runtime/state"
    mkdir -p "$state"
}

# A second demo would write over the settings of the first: it shows how to use that, and ends.
refuse_a_second() {
    local up
    up=$("$bin/jukebox" --runtime "$runtime" status --json 2>/dev/null |
        sed -n 's/.*"state": *"up", *"pid": *\([0-9]*\).*/\1/p') || true
    [ -n "$up" ] || return 0
    {
        echo "The demo runs already (pid $up), and goes on. Nothing was started."
        cat "$runtime/use.txt" 2>/dev/null || true
        echo
        echo "To end it: Ctrl-C where it runs, or  kill $up"
    } >&2
    exit 75
}

settings() {
    cat <<TOML
default_destination = "kitchen"
[paths]
runtime = $(toml "$runtime")
runtime_on_disk = $on_disk
state = $(toml "$state")
music = [$(toml "$root/demo/music")]
playlists = $(toml "$root/playlists")
[gateway]
listen = ["127.0.0.1:$port"]
socket = $(toml "$runtime/http.sock")
pipes = $(toml "$runtime/pipes")
[[destination]]
name = "kitchen"
device = "$device"
[[destination]]
name = "living room"
device = "silent"
TOML
}

# How to use the demo from a second terminal; kept in a file for a second `make run`.
use() {
    cat <<TEXT
In a second terminal, paste this line:

  export JUKEBOX_RUNTIME_DIR=$(printf %q "$runtime") PATH=$(printf %q "$bin"):"\$PATH"

and order something:

  jukebox play canon
  jukebox status              (or: pause, next, volume 40, queue, --help)

Over HTTP:

  curl -H 'Content-Type: application/json' -d '{"query":"ode to joy"}' $address/v1/orders

With nothing but a shell:

  printf 'play title=Canon to=kitchen mode=now\\n' > $(printf %q "$runtime/pipes/orders")
TEXT
}

end_demo() {
    trap '' INT TERM HUP
    [ -z "${daemon:-}${gateway:-}" ] || kill ${daemon:-} ${gateway:-} 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$runtime"
}

is_known() { "$bin/jukebox" library stats --json 2>/dev/null | grep -q '"tracks": *5'; }

# Starts the gateway and sets its $address; at another port if the usual one is taken.
start_gateway() {
    local tries=0
    home="$runtime" address=""
    "$bin/jukebox-gateway" --config "$state/demo.toml" 2>"$runtime/jukebox-gateway.log" &
    gateway=$!
    until address=$(gateway_address) && [ -n "$address" ]; do
        tries=$((tries + 1))
        if ! kill -0 $gateway 2>/dev/null || [ $tries = 400 ]; then
            address="http://localhost:$port"
            [ "$port" != 0 ] || return 0
            port=0
            settings >"$state/demo.toml"
            start_gateway
            return 0
        fi
        sleep 0.05
    done
}

choose_folders
refuse_a_second
port=${PORT:-6680}
find_sound
settings >"$state/demo.toml"
trap end_demo EXIT
trap 'exit 0' INT TERM HUP
export JUKEBOX_RUNTIME_DIR="$runtime"

"$bin/jukeboxd" --config "$state/demo.toml" 2>"$runtime/jukeboxd.log" &
daemon=$!
start_gateway
use >"$runtime/use.txt"
tries=0
until is_known; do
    if ! kill -0 $daemon 2>/dev/null || [ $tries = 400 ]; then
        cat "$runtime/jukeboxd.log" >&2
        echo "the jukebox did not start; its messages are above" >&2
        exit 69
    fi
    tries=$((tries + 1))
    sleep 0.05
done
"$bin/jukebox" play --playlist Demo --replace --wait playing --timeout 10 || true
echo
if [ -z "$why_silent" ]; then
    echo "The demo list plays in the kitchen."
else
    echo "The demo list plays in the kitchen, without sound: $why_silent."
fi
cat "$runtime/use.txt"
if ! kill -0 $gateway 2>/dev/null; then
    echo
    echo "HTTP and pipes are off: $(tail -1 "$runtime/jukebox-gateway.log")"
fi
cat <<TEXT

Ctrl-C here ends the demo. To play your own music, without installing anything:

  ${bin#"$PWD/"}/jukebox try ~/Music
TEXT
if wait $daemon; then exit 0; fi  # it was ended by a person
cat "$runtime/jukeboxd.log" >&2
echo "the jukebox ended; its messages are above" >&2
exit 69
