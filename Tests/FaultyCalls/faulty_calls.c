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
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The call of the C library that stands behind one of ours.
#define REAL(name) ((typeof(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static atomic_int armed;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX], hit[2 * PATH_MAX];
static long due, seen;
static int fault;
static atomic_int has_struck;

void faulty_calls_arm(const char *place, long number, int kind) {
  pthread_mutex_lock(&lock);
  snprintf(root, sizeof root, "%s", place);
  hit[0] = 0;
  due = number;
  seen = 0;
  fault = kind;
  has_struck = 0;
  atomic_store(&armed, 1);
  pthread_mutex_unlock(&lock);
}

long faulty_calls_disarm(void) {
  atomic_store(&armed, 0);
  pthread_mutex_lock(&lock);
  long count = seen;
  pthread_mutex_unlock(&lock);
  return count;
}

const char *faulty_calls_struck(void) { return has_struck ? hit : ""; }

// Whether a path is the root or below it.
static int concerns(const char *path) {
  size_t length = strlen(root);
  return !strncmp(path, root, length) && (path[length] == '/' || path[length] == 0);
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

// What is to become of a call: 0 for nothing, or as `fault`.
static int fate(const char *call, int directory, const char *name) {
  if (!atomic_load(&armed)) return 0;
  int before = errno;
  char path[PATH_MAX], key[2 * PATH_MAX];
  int result = 0;
  pthread_mutex_lock(&lock);
  if (path_of(directory, name, path) && concerns(path)) {
    snprintf(key, sizeof key, "%s %s", call, path);
    if (seen++ == due) memcpy(hit, key, sizeof hit);
    if (hit[0] && !strcmp(hit, key)) result = fault;
  }
  pthread_mutex_unlock(&lock);
  errno = before;
  return result;
}

// How much of `size` bytes a read asks for.
static size_t asked(int fate, size_t size) {
  if (fate != FAULTY_SHORT || size < 2) return size;
  has_struck = 1;
  return size / 2;
}

// What a read that brought `length` bytes brings.
static ssize_t brought(int fate, ssize_t length) {
  if (fate != FAULTY_END || length <= 0) return length;
  has_struck = 1;
  return 0;
}

#define FAIL_IF_DUE(call, directory, name) \
  int what = fate(call, directory, name);  \
  if (what > 0) {                          \
    has_struck = 1;                        \
    errno = what;                          \
    return -1;                             \
  }

int open(const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
  FAIL_IF_DUE("open", -1, path)
  return REAL(open)(path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...) {
  mode_t mode = 0;
  if (flags & (O_CREAT | O_TMPFILE)) {
    va_list arguments;
    va_start(arguments, flags);
    mode = va_arg(arguments, mode_t);
    va_end(arguments);
  }
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
  return brought(what, REAL(read)(file, buffer, asked(what, size)));
}

ssize_t pread(int file, void *buffer, size_t size, off_t offset) {
  FAIL_IF_DUE("read", file, NULL)
  return brought(what, REAL(pread)(file, buffer, asked(what, size), offset));
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
