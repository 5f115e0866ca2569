#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Starts a jukebox with the demo music that speaks with assistants, and a console that plays their part.
# Sentences come from the terminal, or from standard input.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
bin="${PROGRAMS:-$root/.build/release}"
make_home
port=${PORT:-0}  # 0: a free one

mkdir -p "$home/lists"
find "$root/demo/music" -name '*.mp3' | sort | head -2 >"$home/lists/morning.m3u"
find "$root/demo/music" -name '*.mp3' | sort | tail -2 >"$home/lists/evening.m3u"
device="${DEVICE:-silent}"
{ paths "$home/lists"; cat <<TOML; } >"$home/jukebox.toml"
[gateway]
listen = ["127.0.0.1:$port"]
[gateway.google]
project = "demo"
redirects = ["http://localhost/console"]
languages = ["en", "ja"]
[[destination]]
name = "kitchen"
device = "$device"
nicknames = ["キッチン"]
[[destination]]
name = "study"
device = "silent"
nicknames = ["書斎"]
[[playlist]]
name = "morning"
nicknames = ["朝の音楽"]
TOML

start "$bin/jukeboxd" --config "$home/jukebox.toml"
password="open sesame"
secret="$(printf '%s\n' "$password" | "$bin/jukebox-gateway" link --config "$home/jukebox.toml" 2>/dev/null |
    sed -n 's/^Client secret *//p')"
token="$("$bin/jukebox-gateway" token new --name console --scope control --config "$home/jukebox.toml" 2>/dev/null)"
start "$bin/jukebox-gateway" --config "$home/jukebox.toml"
address=$(gateway_address)
echo "The gateway is at $address; its household's password is “$password”, its secret $secret."
echo "Consent page: $address/oauth/authorize?client_id=google&response_type=code&state=1&redirect_uri=http://localhost/console"
"$bin/assistant-console" --url "$address" --password "$password" --secret "$secret" \
    --token "$token" "$@"
