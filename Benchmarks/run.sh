#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# Installs what the benchmarks compare with, and runs them: run.sh [SECTION …]
set -eu
cd "$(dirname "$0")"
EXTRA_PACKAGES="mpd mpg123 lame sox pulseaudio libasound2-plugins gcc python3" ../scripts/packages.sh
exec python3 bench.py "$@"
