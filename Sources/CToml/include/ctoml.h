// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// A flat view of a TOML file, with positions, over toml++.
#ifndef CTOML_H
#define CTOML_H
#ifdef __cplusplus
extern "C" {
#endif

enum ctoml_kind { CTOML_STRING, CTOML_INTEGER, CTOML_FLOAT, CTOML_BOOLEAN, CTOML_OTHER, CTOML_TABLE, CTOML_ARRAY };

/// Called for each value in the file's order. `path` is "paths.music[0]" or "destination[1].name".
typedef void (*ctoml_visit)(void *context, const char *path, enum ctoml_kind kind,
                            const char *text, long long integer, double real, int line, int column);

/// Parses `length` bytes. 0; or 1 for a syntax error, which is visited with an empty path.
int ctoml_parse(const char *bytes, unsigned long length, ctoml_visit visit, void *context);

#ifdef __cplusplus
}
#endif
#endif
