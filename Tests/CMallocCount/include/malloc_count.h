// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Takes the place of the C library's malloc in the program it is linked into, and counts.
#pragma once

/// How many allocations this thread has made; always 0 if a sanitizer replaces malloc.
long malloc_count(void);
