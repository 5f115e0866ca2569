#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# How fast the gateway answers orders, with the daemon up, stopped and killed: h2load, 500 a second
# over 10 connections. Usage: gateway.sh [SECONDS]; needs nghttp2-client.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-30}
. scripts/lib.sh
make_home
{ paths; cat <<TOML; } > "$home/jukebox.toml"
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
start .build/release/jukeboxd --config "$home/jukebox.toml"; daemon=$started
start .build/release/jukebox-gateway --config "$home/jukebox.toml"; gateway=$started
address=$(gateway_address)
sleep 1
figures() { # NAME BODY
    echo "$2" > "$home/body"
    h2load --h1 -t1 -c10 --rps=50 -D "$seconds" -d "$home/body" -m1 --log-file="$home/times" \
        -H 'Content-Type: application/json' "$address/v1/orders" > "$home/out"
    # start of the request (us), status, time (us)
    awk -v name="$1" '{ count[$2]++; print $3 > "'"$home"'/sorted.in" }
        END { printf "%-34s", name; for (status in count) printf " %s: %d", status, count[status] }' "$home/times"
    sort -n "$home/sorted.in" | awk '{ t[NR] = $1 }
        END { printf "   p50 %.2f ms, p99 %.2f ms, most %.2f ms\n", t[int(NR * 0.5) + 1] / 1000, t[int(NR * 0.99) + 1] / 1000, t[NR] / 1000 }'
    rm -f "$home/times" "$home/sorted.in"
}
figures "accepted, daemon up" '{"title":"canon","wait_ms":0}'
figures "resolved, daemon up" '{"title":"canon"}'
echo "RSS $(awk '/VmRSS/ { printf "%.1f MiB", $2 / 1024 }' /proc/$gateway/status)"
Benchmarks/silent.py "${address##*:}" $gateway
kill -STOP $daemon
figures "daemon stopped" '{"title":"canon"}'
kill -CONT $daemon; kill -9 $daemon; sleep 0.5
rm -rf "$home/run"; start .build/release/jukeboxd --config "$home/jukebox.toml"; daemon=$started
curl -s -o /dev/null "$address/v1/destinations"; kill -9 $daemon; sleep 0.2
figures "daemon killed" '{"title":"canon"}'
