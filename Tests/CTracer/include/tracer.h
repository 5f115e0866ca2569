// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Runs a program one instruction or one system call at a time, and kills it: ptrace(2). All calls
// for one program must come from one thread.
#ifndef TRACER_H
#define TRACER_H

#include <stddef.h>
#include <sys/types.h>

enum { TRACER_WENT_ON = 0, TRACER_MARK = 1, TRACER_ENDED = 2 };

/// Starts a program, stopped before its first instruction; -1 when it cannot be.
pid_t tracer_start(char *const arguments[]);
/// Lets it run until it raises SIGSTOP (a mark), or ends.
int tracer_run(pid_t process);
/// Lets it do up to `count` instructions; ends early at a mark. `done` says how many it did.
int tracer_step(pid_t process, long count, long *done);
/// Lets it do instructions until they have changed one of two files that both sides have mapped, at
/// most 16 KiB of each, `count` times; ends early at a mark. `done` says how many instructions.
int tracer_step_changes(pid_t process, const void *one, const void *other, size_t size, long count,
                        long *done);
/// Lets it come to the next `count` entries and exits of system calls; ends early at a mark.
int tracer_syscalls(pid_t process, long count, long *done);
/// Kills it with SIGKILL and waits for its end.
void tracer_kill(pid_t process);
#endif
