#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Builds the programs for `make`. Prints one line if nothing has changed, without starting the compiler;
# otherwise the progress, and the errors if there are any. All messages are in .build/build.log.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
log=.build/build.log stamp=.build/release/built
programs=(jukebox jukeboxd jukebox-player jukebox-scanner jukebox-gateway assistant-console libjukebox-client.so)
sources=(Package.swift Package.resolved Sources Benchmarks/RingBench)

compiler=$(command -v swift) || {
    echo "Swift 6.3 or later is missing; install it from https://www.swift.org/install/" >&2
    exit 69
}
compiler=$(readlink -f "$compiler")

# Whether all programs are there and older than none of their sources. The stamp names the compiler.
is_current() {
    local program
    for program in "${programs[@]}"; do [ -x ".build/release/$program" ] || return 1; done
    [ "$(cat "$stamp" 2>/dev/null)" = "$compiler" ] || return 1
    [ -z "$(find "${sources[@]}" -newer "$stamp" -print -quit)" ]
}

# Shows how far the build is: in place on a terminal, nothing elsewhere.
progress() {
    local is_terminal=0
    [ -t 2 ] && is_terminal=1
    awk -v shown=$is_terminal '
        function show(text) { if (shown) { printf "\r\033[K%s", text > "/dev/stderr"; fflush("/dev/stderr") } }
        /^\[[0-9]+\/[0-9]+\]/ { split(substr($1, 2), step, /[\/\]]/); show("building: " step[1] " of " step[2]); next }
        /^(Fetching|Fetched|Creating working copy|Working copy)/ { show("fetching the libraries"); next }
        /^Another instance of SwiftPM/ { show("waiting for another build in this folder"); next }
        END { show("") }'
}

if is_current; then
    echo "The programs are up to date."
    exit 0
fi
if [ ! -d .build ] && [ ! -w . ]; then
    echo "this user may not build here: $PWD is read-only" >&2
    exit 73
fi
mkdir -p .build || exit 73
if [ ! -e "$stamp" ]; then
    echo "The first build takes about 10 minutes on two cores and 2 GB on the disk (in .build);"
    echo "it downloads 60 MB of libraries. Later builds take seconds to a few minutes."
fi
begin=$SECONDS
begun=$(mktemp .build/begun.XXXXXX) || exit 73
trap 'rm -f "$begun"' EXIT
trap 'exit 130' INT TERM HUP
echo "$compiler" >"$begun"
swift build -c release --static-swift-stdlib 2>&1 | tee "$log" | progress
status=${PIPESTATUS[0]}
if [ "$status" != 0 ]; then
    grep -A 4 'error:' "$log" | head -60 >&2 || true
    grep -q 'error:' "$log" || tail -20 "$log" >&2
    echo "the build failed; all of its messages are in $log" >&2
    exit "$status"
fi
# The stamp is as old as the start of the build: a source that changed during it is built next time.
chmod 644 "$begun"
mv "$begun" "$stamp"
seconds=$((SECONDS - begin))
printf 'Built in %d:%02d.\n' $((seconds / 60)) $((seconds % 60))
