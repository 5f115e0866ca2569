// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
#include <errno.h>
#include <stdio.h>
#include <unistd.h>
#include <mpg123.h>

// An open file as mpg123 reads it, and the error number of the last read that failed; zero while
// none did. mpg123 itself reports a failed read like the end of a file.
struct jb_file {
    int fd;
    int error;
};

static inline ssize_t jb_file_read(void *place, void *bytes, size_t count) {
    struct jb_file *file = place;
    ssize_t done = read(file->fd, bytes, count);
    if (done < 0) file->error = errno;
    return done;
}
static inline off_t jb_file_seek(void *place, off_t offset, int whence) {
    return lseek(((struct jb_file *)place)->fd, offset, whence);
}

// mpg123_param() takes a long and a double and is plain C; the functions that take an offset are
// macros over *_64 names where large files are on.
static inline int jb_mpg123_open(mpg123_handle *handle, struct jb_file *file) {
    int code = mpg123_replace_reader_handle(handle, jb_file_read, jb_file_seek, NULL);
    return code == MPG123_OK ? mpg123_open_handle(handle, file) : code;
}
static inline long long jb_mpg123_seek(mpg123_handle *handle, long long frame) {
    return mpg123_seek(handle, (off_t)frame, SEEK_SET);
}
static inline long long jb_mpg123_length(mpg123_handle *handle) { return mpg123_length(handle); }
// The length that a Xing, Info or VBRI header states; negative if the file has none of them.
// mpg123 guesses by the file's size then, so that is hidden from it for the moment.
static inline long long jb_mpg123_stated_length(mpg123_handle *handle, long long size) {
    mpg123_id3v1 *tag = NULL;
    mpg123_id3v2 *unused = NULL;
    mpg123_id3(handle, &tag, &unused);
    mpg123_set_filesize(handle, -1);
    off_t stated = mpg123_length(handle);
    mpg123_set_filesize(handle, (off_t)size - (tag != NULL ? 128 : 0));
    return stated;
}
static inline int jb_mpg123_param(mpg123_handle *handle, enum mpg123_parms what, long value) {
    return mpg123_param(handle, what, value, 0);
}
