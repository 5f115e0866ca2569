// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

#include "malloc_count.h"

#include <errno.h>
#include <stddef.h>

static __thread long count;

long malloc_count(void) { return count; }

#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
// glibc's own names for the functions behind malloc.
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t size) {
    count++;
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count++;
    return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
    count++;
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    count++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **place, size_t alignment, size_t size) {
    *place = memalign(alignment, size);
    return *place ? 0 : ENOMEM;
}
#endif
