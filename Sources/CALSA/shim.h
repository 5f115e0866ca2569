// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
#include <alsa/asoundlib.h>

// A variadic handler cannot be written in Swift.
static inline void jb_alsa_ignore(const char *file, int line, const char *function, int err,
                                  const char *format, ...) {
    (void)file, (void)line, (void)function, (void)err, (void)format;
}
/// Keeps libasound from writing to stderr: each error is returned as a number anyway.
static inline void jb_alsa_be_quiet(void) { snd_lib_error_set_handler(jb_alsa_ignore); }
