#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Runs the tests that are built; arguments go to `swift test`. The output comes as it is written, then
# the tests that failed, the ten slowest, and last the runner's summary. The exit status is the tests'.
# No process that a test started outlives the run, however the run ends.
set -uo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
export JUKEBOX_TEST_RUN="${work##*/}" JUKEBOX_TEST_TIMES="$work/times"
touch "$work/times"

# Kills every process that has this run's mark in its environment, and names it.
end_leftovers() {
    local file pid
    for file in $(grep -lsazZ "^JUKEBOX_TEST_RUN=$JUKEBOX_TEST_RUN\$" /proc/[0-9]*/environ | tr '\0' ' '); do
        pid=${file#/proc/} pid=${pid%/environ}
        [ "$pid" != $$ ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" != "" ] || continue
        [ "$(awk '$1 == "PPid:" { print $2 }' "/proc/$pid/status" 2>/dev/null)" != $$ ] || continue
        echo "left over: $pid $(tr '\0' ' ' < "/proc/$pid/cmdline" | cut -c1-120)"
        kill -KILL "$pid" 2>/dev/null
    done
}
finish() {
    end_leftovers
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# A test that waits for a turn must not use its time limit up: few start at once.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
# Line by line to the terminal; the summary is kept for the end.
env swift test --skip-build "$@" 2>&1 | awk -v summary="$work/summary" -v failed="$work/failed" '
    / Test run with [0-9]+ tests? / { print > summary; next }
    /^✘ Test / && / failed after / { print > failed }
    { print; fflush() }'
status=${PIPESTATUS[0]}

if [ -s "$work/failed" ]; then
    echo
    echo "Failed:"
    cat "$work/failed"
fi
if [ -s "$work/times" ]; then
    echo
    echo "The slowest tests, in seconds:"
    awk -F'\t' '{ spent[$3] += $2 - $1 } END { for (name in spent) printf "%8.2f  %s\n", spent[name], name }' \
        "$work/times" | sort -rn | head -10
    echo
fi
end_leftovers
cat "$work/summary" 2>/dev/null || echo "The tests ended early, with status $status: the last test that was started is above."
exit "$status"
