#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Tries in full what is claimed of the ring and the journal, and reports what was tried. PROVE_SECONDS
# is how long each storm takes; PROVE_SEED repeats the dice of a run.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build --build-tests || exit 1
PROVE_SECONDS=${PROVE_SECONDS:-60} stdbuf -oL swift test --skip-build \
    --filter 'ProofTests|LastMomentsTests|ManyWaitingTests|HungDiskTests' | tee "$log"
status=$?
echo
echo "What was tried:"
grep -E '^(explorer|death|storm|scribbler|power|faults|waiting|trouble): ' "$log" | sort
tail -1 "$log"
exit $status
