// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// Preloaded into a daemon, it records every change to files whose names contain WRITE_LOG_FILES, in
// order, so that a test can build the disk that a power failure might have left. Each record: kind
// u8, name length u16, size u32, offset u64, name, bytes.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 'w', TRUNCATE = 't', SYNC = 's', UNLINK = 'u', RENAME = 'r' };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void note(uint8_t kind, const char *name, uint64_t offset, const void *bytes, uint32_t size) {
    uint16_t length = (uint16_t)strlen(name);
    struct iovec parts[] = {{&kind, 1},           {&length, 2},          {&size, 4},
                            {&offset, 8},         {(void *)name, length}, {(void *)bytes, size}};
    if (log_file < 0)
        log_file = open(getenv("WRITE_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    ssize_t written = REAL(writev)(log_file, parts, 6);
    if (written < 0) abort();  // a log with a hole would prove nothing
}

/// The path of an open file, if it is one of ours.
static int is_ours(int fd, char *path, size_t size) {
    const char *wanted = getenv("WRITE_LOG_FILES");
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, size - 1);
    if (length <= 0 || !wanted || !getenv("WRITE_LOG")) return 0;
    path[length] = 0;
    return strstr(path, wanted) != NULL && strstr(path, "-shm") == NULL;
}

static ssize_t write_at(int fd, const void *bytes, size_t size, off_t offset) {
    char path[4096];
    if (!is_ours(fd, path, sizeof path)) return REAL(pwrite64)(fd, bytes, size, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = REAL(pwrite64)(fd, bytes, size, offset);
    if (done > 0) note(WRITE, path, (uint64_t)offset, bytes, (uint32_t)done);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
    return write_at(fd, bytes, size, offset);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
    return write_at(fd, bytes, size, offset);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    char path[4096];
    if (!is_ours(fd, path, sizeof path)) return REAL(write)(fd, bytes, size);
    return lseek(fd, 0, SEEK_CUR) < 0 ? -1 : write_at(fd, bytes, size, lseek(fd, 0, SEEK_CUR));
}

static int cut(int fd, off_t size) {
    char path[4096];
    if (!is_ours(fd, path, sizeof path)) return REAL(ftruncate64)(fd, size);
    pthread_mutex_lock(&lock);
    int result = REAL(ftruncate64)(fd, size);
    if (result == 0) note(TRUNCATE, path, (uint64_t)size, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int fd, off64_t size) { return cut(fd, size); }
int ftruncate(int fd, off_t size) { return cut(fd, size); }

static int synced(int fd, int result) {
    char path[4096];
    if (result == 0 && is_ours(fd, path, sizeof path)) {
        pthread_mutex_lock(&lock);
        note(SYNC, path, 0, "", 0);
        pthread_mutex_unlock(&lock);
    }
    return result;
}

int fsync(int fd) { return synced(fd, REAL(fsync)(fd)); }
int fdatasync(int fd) { return synced(fd, REAL(fdatasync)(fd)); }

int unlink(const char *path) {
    const char *wanted = getenv("WRITE_LOG_FILES");
    int result = REAL(unlink)(path);
    if (result == 0 && wanted && getenv("WRITE_LOG") && strstr(path, wanted) && !strstr(path, "-shm")) {
        pthread_mutex_lock(&lock);
        note(UNLINK, path, 0, "", 0);
        pthread_mutex_unlock(&lock);
    }
    return result;
}
