#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# How fast the gateway answers orders, with the daemon up, stopped and killed: h2load, 500 a second
# over 10 connections. Usage: gateway.sh [SECONDS]; needs nghttp2-client.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
work=$(mktemp -d)
cleanup() {
    kill -CONT "$daemon" 2>/dev/null || true
    kill -9 "$daemon" "$gateway" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
cat > "$work/jukebox.toml" <<TOML
[paths]
runtime = "$work/run"
runtime_on_disk = true
state = "$work/state"
music = ["$PWD/demo/music"]
playlists = "$PWD/playlists"
[limits]
queue_entries = 1000000
[gateway]
listen = ["127.0.0.1:0"]
requests_per_minute = 10000000
[[destination]]
name = "kitchen"
device = "silent"
TOML
ulimit -n 20000
.build/release/jukeboxd --config "$work/jukebox.toml" 2> "$work/log" &
daemon=$!
.build/release/jukebox-gateway --config "$work/jukebox.toml" 2> "$work/gateway.log" &
gateway=$!
until address=$(grep -o 'http://.*' "$work/gateway.log" 2>/dev/null); do sleep 0.05; done
sleep 1
figures() { # NAME BODY
    echo "$2" > "$work/body"
    h2load --h1 -t1 -c10 --rps=50 -D "$seconds" -d "$work/body" -m1 --log-file="$work/times" \
        -H 'Content-Type: application/json' "$address/v1/orders" > "$work/out"
    # start of the request (us), status, time (us)
    awk -v name="$1" '{ count[$2]++; print $3 > "'"$work"'/sorted.in" }
        END { printf "%-34s", name; for (status in count) printf " %s: %d", status, count[status] }' "$work/times"
    sort -n "$work/sorted.in" | awk '{ t[NR] = $1 }
        END { printf "   p50 %.2f ms, p99 %.2f ms, most %.2f ms\n", t[int(NR * 0.5) + 1] / 1000, t[int(NR * 0.99) + 1] / 1000, t[NR] / 1000 }'
    rm -f "$work/times" "$work/sorted.in"
}
figures "accepted, daemon up" '{"title":"canon","wait_ms":0}'
figures "resolved, daemon up" '{"title":"canon"}'
echo "RSS $(awk '/VmRSS/ { printf "%.1f MiB", $2 / 1024 }' /proc/$gateway/status)"
Benchmarks/silent.py "${address##*:}" $gateway
kill -STOP $daemon
figures "daemon stopped" '{"title":"canon"}'
kill -CONT $daemon; kill -9 $daemon; sleep 0.5
rm -rf "$work/run"; .build/release/jukeboxd --config "$work/jukebox.toml" 2>> "$work/log" &
daemon=$!
sleep 1; curl -s -o /dev/null "$address/v1/destinations"; kill -9 $daemon; sleep 0.2
figures "daemon killed" '{"title":"canon"}'
