#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Holds the gateway to its own OpenAPI document: schemathesis makes requests of every kind that it
# allows and forbids, with a fixed seed, for a minute. Needs python3 and PyPI.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
tools=${XDG_CACHE_HOME:-$HOME/.cache}/jukebox-test-api
make_home
[ -x "$tools/bin/schemathesis" ] || { python3 -m venv "$tools"; "$tools/bin/pip" install -q 'schemathesis>=4,<5'; }
{ paths; cat <<TOML; } > "$home/jukebox.toml"
[gateway]
listen = ["127.0.0.1:0"]
requests_per_minute = 10000000
[[destination]]
name = "kitchen"
device = "silent"
[[destination]]
name = "書斎"
device = "silent"
TOML
start .build/debug/jukeboxd --config "$home/jukebox.toml"
start .build/debug/jukebox-gateway --config "$home/jukebox.toml"
address=$(gateway_address)
# A well-formed order for a song or a room that nobody knows is refused (422), as it should be:
# that valid data are always taken is not what is promised. The event stream has no end.
cd "$home"  # where it keeps its notes
"$tools/bin/schemathesis" run "$address/openapi.json" --seed 7 --max-time 60 --no-color \
    --exclude-path /v1/events --exclude-checks positive_data_acceptance
