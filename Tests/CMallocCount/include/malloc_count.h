// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Takes the place of the C library's malloc in the program it is linked into, and counts.
#pragma once

/// How often this thread has asked for memory; always 0 where a sanitizer owns malloc.
long malloc_count(void);
