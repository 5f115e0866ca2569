#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Jukebox authors
# precompile-headers.sh FILE: precompiles the C++ library's headers for a debug build, with the flags of
# `swift build`. Only Swift's own clang can read the file.
set -euo pipefail
file=$1
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
"$clang" -target "$(uname -m)-unknown-linux-gnu" -O0 -std=c++17 -fPIC -fblocks -fno-omit-frame-pointer \
    -x c++-header -o "$file" - <<'CPP'
#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>
#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
CPP
