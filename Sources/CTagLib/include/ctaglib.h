// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// The facts that a scanner reads from a file, through TagLib.
#ifndef CTAGLIB_H
#define CTAGLIB_H
#ifdef __cplusplus
extern "C" {
#endif

struct ctaglib_facts {
    char *title, *artist, *album, *album_artist, *genre;  // UTF-8; not NULL after 1
    unsigned track, disc, year;
    long long milliseconds;
    int has_picture;
};

/// Reads a file's tags into zeroed `facts`: 1, or 0 if TagLib cannot read it as music, or -1 if
/// memory ran out. Free `facts` in every case.
int ctaglib_read(const char *path, struct ctaglib_facts *facts);
/// Frees the strings that `ctaglib_read` allocated.
void ctaglib_free(struct ctaglib_facts *facts);

#ifdef __cplusplus
}
#endif
#endif
