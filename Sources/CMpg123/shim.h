// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
#include <stdio.h>
#include <mpg123.h>

// mpg123_param() takes a long and a double and is plain C; mpg123_open_fd and
// mpg123_seek are macros over *_64 names where large files are on.
static inline int jb_mpg123_open_fd(mpg123_handle *handle, int fd) {
    return mpg123_open_fd(handle, fd);
}
static inline long long jb_mpg123_seek(mpg123_handle *handle, long long frame) {
    return mpg123_seek(handle, (off_t)frame, SEEK_SET);
}
static inline long long jb_mpg123_tell(mpg123_handle *handle) { return mpg123_tell(handle); }
static inline long long jb_mpg123_length(mpg123_handle *handle) { return mpg123_length(handle); }
static inline int jb_mpg123_param(mpg123_handle *handle, enum mpg123_parms what, long value) {
    return mpg123_param(handle, what, value, 0);
}
