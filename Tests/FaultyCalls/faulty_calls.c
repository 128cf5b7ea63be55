#define _GNU_SOURCE
#include "faulty_calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Threads still make calls when a sanitizer has forgotten them, at their very end.
#pragma clang attribute push(__attribute__((disable_sanitizer_instrumentation)), apply_to = function)

// The call of the C library that stands behind one of ours.
#define REAL(name) ((typeof(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

// The faults of one root, unless its path is empty.
struct faults {
  char root[PATH_MAX];
  // The call and path that are struck, and whether any was.
  char hit[2 * PATH_MAX];
  int has_struck;
  long due, seen;
  int kind;
};

enum { MOST_ROOTS = 16 };
static struct faults all[MOST_ROOTS];
static atomic_int armed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// The faults of a root, by its path; NULL when there are none.
static struct faults *of_root(const char *root) {
  for (int index = 0; index < MOST_ROOTS; index++) {
    if (!strcmp(all[index].root, root)) return &all[index];
  }
  return NULL;
}

// The faults of the root that has the path.
static struct faults *concerning(const char *path) {
  for (int index = 0; index < MOST_ROOTS; index++) {
    size_t length = strlen(all[index].root);
    if (length && !strncmp(path, all[index].root, length) &&
        (path[length] == '/' || path[length] == 0)) {
      return &all[index];
    }
  }
  return NULL;
}

static void arm(const char *root, const char *hit, long number, int kind) {
  pthread_mutex_lock(&lock);
  struct faults *faults = of_root("");
  if (!faults) abort();
  snprintf(faults->root, sizeof faults->root, "%s", root);
  snprintf(faults->hit, sizeof faults->hit, "%s", hit);
  faults->has_struck = 0;
  faults->due = number;
  faults->seen = 0;
  faults->kind = kind;
  atomic_fetch_add(&armed, 1);
  pthread_mutex_unlock(&lock);
}

void faulty_calls_arm(const char *root, long number, int kind) { arm(root, "", number, kind); }

void faulty_calls_arm_at(const char *call, const char *path, int kind) {
  char hit[2 * PATH_MAX];
  snprintf(hit, sizeof hit, "%s %s", call, path);
  arm(path, hit, FAULTY_NONE, kind);
}

long faulty_calls_disarm(const char *root) {
  long count = 0;
  pthread_mutex_lock(&lock);
  struct faults *faults = of_root(root);
  if (faults) {
    count = faults->seen;
    faults->root[0] = 0;
    atomic_fetch_sub(&armed, 1);
  }
  pthread_mutex_unlock(&lock);
  return count;
}

const char *faulty_calls_struck(const char *root) {
  pthread_mutex_lock(&lock);
  struct faults *faults = of_root(root);
  const char *struck = faults && faults->has_struck ? faults->hit : "";
  pthread_mutex_unlock(&lock);
  return struck;
}

// The path of a name in a directory; nothing for another file system's and for what has no path.
static int path_of(int directory, const char *name, char *path) {
  if (name && *name == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return 1;
  }
  if (directory < 0) return 0;
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", directory);
  ssize_t length = REAL(readlink)(own, path, PATH_MAX / 2);
  if (length <= 0) return 0;
  if (name && *name) {
    snprintf(path + length, PATH_MAX - (size_t)length, "/%s", name);
  } else {
    path[length] = 0;
  }
  return 1;
}

// The faults that a call is to have a part in; NULL when it is to pass.
static struct faults *fate(const char *call, int directory, const char *name) {
  if (!atomic_load(&armed)) return NULL;
  int before = errno;
  char path[PATH_MAX], key[2 * PATH_MAX];
  struct faults *result = NULL;
  if (path_of(directory, name, path)) {
    snprintf(key, sizeof key, "%s %s", call, path);
    pthread_mutex_lock(&lock);
    struct faults *faults = concerning(path);
    // A name goes as a whole: its attributes are there as long as it is.
    if (faults && faults->kind == ENOENT && !strcmp(call, "attributes")) faults = NULL;
    if (faults && (faults->kind >= 0 || !strcmp(call, "read"))) {
      int is_due = faults->seen++ == faults->due || faults->due == FAULTY_ALL;
      if (is_due) memcpy(faults->hit, key, sizeof key);
      if (is_due || !strcmp(faults->hit, key)) result = faults;
    }
    pthread_mutex_unlock(&lock);
  }
  errno = before;
  return result;
}

// How much of `size` bytes a read asks for.
static size_t asked(struct faults *faults, size_t size) {
  if (!faults || faults->kind != FAULTY_SHORT || size < 2) return size;
  faults->has_struck = 1;
  return size / 2;
}

// What a read that brought `length` bytes brings.
static ssize_t brought(struct faults *faults, ssize_t length) {
  if (!faults || faults->kind != FAULTY_END || length <= 0) return length;
  faults->has_struck = 1;
  return 0;
}

#define FAIL_IF_DUE(call, directory, name)               \
  struct faults *faults = fate(call, directory, name);   \
  if (faults && faults->kind > 0) {                      \
    faults->has_struck = 1;                              \
    errno = faults->kind;                                \
    return -1;                                           \
  }

// The mode of a new file is given only where there may be one.
#define TAKE_MODE(flags)                                           \
  mode_t mode = 0;                                                 \
  if (flags & O_CREAT || (flags & O_TMPFILE) == O_TMPFILE) {       \
    va_list arguments;                                             \
    va_start(arguments, flags);                                    \
    mode = va_arg(arguments, mode_t);                              \
    va_end(arguments);                                             \
  }

int open(const char *path, int flags, ...) {
  TAKE_MODE(flags)
  FAIL_IF_DUE("open", -1, path)
  return REAL(open)(path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
  TAKE_MODE(flags)
  FAIL_IF_DUE("open", directory, path)
  return REAL(openat)(directory, path, flags, mode);
}

int fstatat(int directory, const char *path, struct stat *status, int flags) {
  FAIL_IF_DUE("stat", directory, path)
  return REAL(fstatat)(directory, path, status, flags);
}

ssize_t readlinkat(int directory, const char *path, char *buffer, size_t size) {
  FAIL_IF_DUE("readlink", directory, path)
  return REAL(readlinkat)(directory, path, buffer, size);
}

ssize_t read(int file, void *buffer, size_t size) {
  FAIL_IF_DUE("read", file, NULL)
  return brought(faults, REAL(read)(file, buffer, asked(faults, size)));
}

ssize_t pread(int file, void *buffer, size_t size, off_t offset) {
  FAIL_IF_DUE("read", file, NULL)
  return brought(faults, REAL(pread)(file, buffer, asked(faults, size), offset));
}

long syscall(long number, ...) {
  long word[6];
  va_list arguments;
  va_start(arguments, number);
  for (int index = 0; index < 6; index++) word[index] = va_arg(arguments, long);
  va_end(arguments);
  const char *call = number == SYS_openat2        ? "open"
                     : number == SYS_getdents64   ? "list"
                     : number == 464 || number == 465 ? "attributes"
                                                      : NULL;
  if (call) {
    FAIL_IF_DUE(call, (int)word[0], number == SYS_getdents64 ? NULL : (const char *)word[1])
  }
  return REAL(syscall)(number, word[0], word[1], word[2], word[3], word[4], word[5]);
}

#pragma clang attribute pop
