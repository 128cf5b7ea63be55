#define _GNU_SOURCE
#include "clinux.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/xattr.h>
#include <unistd.h>

#define COMMON_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

int clinux_open_root(const char *path) {
  int fd = open(path, COMMON_FLAGS | O_DIRECTORY | O_NOATIME);
  if (fd < 0 && errno == EPERM) fd = open(path, COMMON_FLAGS | O_DIRECTORY);
  return fd < 0 ? -errno : fd;
}

int clinux_open_root_file(const char *path) {
  int fd = open(path, COMMON_FLAGS | O_NOATIME);
  if (fd < 0 && errno == EPERM) fd = open(path, COMMON_FLAGS);
  return fd < 0 ? -errno : fd;
}

// One openat a component, for kernels (or filters) without openat2.
static int open_by_components(int directory, const char *path, int flags) {
  char name[NAME_MAX + 1];
  int current = directory;
  for (;;) {
    size_t length = strcspn(path, "/");
    const char *rest = path + length;
    while (*rest == '/') rest++;
    int next = -1, failure = 0;
    if (length > NAME_MAX) {
      failure = ENAMETOOLONG;
    } else {
      memcpy(name, path, length);
      name[length] = 0;
      if (length == 0 || strcmp(name, "..") == 0) failure = EXDEV;
    }
    if (!failure) {
      next = openat(current, name,
                    *rest ? O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC : flags | O_NOFOLLOW);
      if (next < 0) failure = errno;
    }
    if (current != directory) close(current);
    if (failure) return -failure;
    if (!*rest) return next;
    current = next;
    path = rest;
  }
}

static int open_with(int directory, const char *path, int flags) {
  static atomic_int without_openat2;
  // A single name leads through no link but itself, which O_NOFOLLOW refuses.
  if (!strchr(path, '/') && strcmp(path, "..") != 0) {
    int fd = openat(directory, path, flags);
    return fd < 0 ? -errno : fd;
  }
  if (!atomic_load(&without_openat2)) {
    struct open_how how = {.flags = (uint64_t)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (fd >= 0) return (int)fd;
    if (errno != ENOSYS) return -errno;
    atomic_store(&without_openat2, 1);
  }
  return open_by_components(directory, path, flags);
}

int clinux_open_beneath(int directory, const char *path, int want_directory) {
  int flags = COMMON_FLAGS | O_NOFOLLOW | (want_directory ? O_DIRECTORY : 0);
  int fd = open_with(directory, path, flags | O_NOATIME);
  return fd == -EPERM ? open_with(directory, path, flags) : fd;
}

static int status_of(int directory, const char *name, int flags, clinux_status *status) {
  struct stat found;
  if (fstatat(directory, name, &found, flags)) return -errno;
  *status = (clinux_status){
      .device = found.st_dev,
      .inode = found.st_ino,
      .links = found.st_nlink,
      .size = (uint64_t)found.st_size,
      .blocks = (uint64_t)found.st_blocks,
      .mode = found.st_mode,
      .owner = found.st_uid,
      .group = found.st_gid,
      .rdev_major = major(found.st_rdev),
      .rdev_minor = minor(found.st_rdev),
      .mtime_seconds = found.st_mtim.tv_sec,
      .ctime_seconds = found.st_ctim.tv_sec,
      .mtime_nanoseconds = (uint32_t)found.st_mtim.tv_nsec,
      .ctime_nanoseconds = (uint32_t)found.st_ctim.tv_nsec,
  };
  return 0;
}

int clinux_lstat(int directory, const char *name, clinux_status *status) {
  return status_of(directory, name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT, status);
}

int clinux_stat(const char *path, clinux_status *status) {
  return status_of(AT_FDCWD, path, 0, status);
}

int clinux_open_unnamed(const char *directory, unsigned mode) {
  int fd = open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  return fd < 0 ? -errno : fd;
}

int clinux_link_unnamed(int file, const char *path) {
  char own[64];
  snprintf(own, sizeof own, "/proc/self/fd/%d", file);
  return linkat(AT_FDCWD, own, AT_FDCWD, path, AT_SYMLINK_FOLLOW) ? -errno : 0;
}

long clinux_entries(int directory, void *buffer, size_t size) {
  long filled = syscall(SYS_getdents64, directory, buffer, size);
  return filled < 0 ? -errno : filled;
}

long clinux_entry(const void *buffer, size_t filled, size_t offset, size_t *name, size_t *next,
                  unsigned char *type) {
  const size_t header = offsetof(struct dirent64, d_name);
  if (offset > filled || filled - offset < header) return -EINVAL;
  unsigned short length;
  const char *record = (const char *)buffer + offset;
  memcpy(&length, record + offsetof(struct dirent64, d_reclen), sizeof length);
  if (length <= header || length > filled - offset) return -EINVAL;
  *name = offset + header;
  *next = offset + length;
  *type = (unsigned char)record[offsetof(struct dirent64, d_type)];
  return (long)strnlen(record + header, length - header);
}

// Linux 6.13 takes a name in a directory; older kernels (and filters) know paths only.
#ifndef SYS_getxattrat
#define SYS_getxattrat 464
#define SYS_listxattrat 465
#endif

static atomic_int without_xattrat;

struct xattr_value {
  uint64_t value __attribute__((aligned(8)));
  uint32_t size, flags;
};

// -ENOSYS when the kernel knows paths only.
static long list_attributes_at(int directory, const char *name, void *buffer, size_t size) {
  if (atomic_load(&without_xattrat)) return -ENOSYS;
  long length = syscall(SYS_listxattrat, directory, name, AT_SYMLINK_NOFOLLOW, buffer, size);
  if (length >= 0) return length;
  if (errno == ENOSYS || errno == EPERM) atomic_store(&without_xattrat, 1);
  return errno == EPERM ? -ENOSYS : -errno;
}

static long get_attribute_at(int directory, const char *name, const char *attribute, void *buffer,
                             size_t size) {
  if (atomic_load(&without_xattrat)) return -ENOSYS;
  struct xattr_value value = {.value = (uintptr_t)buffer, .size = (uint32_t)size};
  long length = syscall(SYS_getxattrat, directory, name, AT_SYMLINK_NOFOLLOW, attribute, &value,
                        sizeof value);
  if (length >= 0) return length;
  return errno == EPERM ? -ENOSYS : -errno;
}

// A path that names `name` in `directory` for calls that take no descriptor.
static int proc_path(int directory, const char *name, char *path, size_t size) {
  int length = snprintf(path, size, "/proc/self/fd/%d/%s", directory, name);
  return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

long clinux_list_attributes(int directory, const char *name, void *buffer, size_t size) {
  char path[NAME_MAX + 64];
  long length;
  if (*name == 0) {
    length = flistxattr(directory, buffer, size);
  } else {
    length = list_attributes_at(directory, name, buffer, size);
    if (length != -ENOSYS) return length;
    int failure = proc_path(directory, name, path, sizeof path);
    if (failure) return failure;
    length = llistxattr(path, buffer, size);
  }
  return length < 0 ? -errno : length;
}

long clinux_get_attribute(int directory, const char *name, const char *attribute, void *buffer,
                          size_t size) {
  char path[NAME_MAX + 64];
  long length;
  if (*name == 0) {
    length = fgetxattr(directory, attribute, buffer, size);
  } else {
    length = get_attribute_at(directory, name, attribute, buffer, size);
    if (length != -ENOSYS) return length;
    int failure = proc_path(directory, name, path, sizeof path);
    if (failure) return failure;
    length = lgetxattr(path, attribute, buffer, size);
  }
  return length < 0 ? -errno : length;
}

long clinux_readlink(int directory, const char *name, void *buffer, size_t size) {
  long length = readlinkat(directory, name, buffer, size);
  return length < 0 ? -errno : length;
}

long clinux_read(int file, void *buffer, size_t size) {
  long length;
  do length = read(file, buffer, size);
  while (length < 0 && errno == EINTR);
  return length < 0 ? -errno : length;
}

long clinux_read_at(int file, void *buffer, size_t size, int64_t offset) {
  long length;
  do length = pread(file, buffer, size, offset);
  while (length < 0 && errno == EINTR);
  return length < 0 ? -errno : length;
}

int64_t clinux_next_data(int file, int64_t from, int64_t *end) {
  const off_t position = lseek(file, 0, SEEK_CUR);
  int64_t start = lseek(file, from, SEEK_DATA);
  if (start < 0) start = -errno;
  if (start >= 0 && (*end = lseek(file, start, SEEK_HOLE)) < 0) start = -errno;
  return lseek(file, position, SEEK_SET) < 0 ? -errno : start;
}

int clinux_is_locked_for_writing(int file) {
  // A lock for reading would be kept out by nothing else.
  struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
  if (fcntl(file, F_GETLK, &lock) != 0) return -errno;
  return lock.l_type != F_UNLCK;
}

// The inode of the first user namespace: PROC_USER_INIT_INO of linux/proc_ns.h, Linux 3.8.
#define FIRST_USER_NAMESPACE 0xEFFFFFFDU

int clinux_sees_trusted_attributes(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
  struct stat namespace;
  if (syscall(SYS_capget, &header, data)) return 0;
  if (!(data[CAP_TO_INDEX(CAP_SYS_ADMIN)].effective & CAP_TO_MASK(CAP_SYS_ADMIN))) return 0;
  return !stat("/proc/self/ns/user", &namespace) && namespace.st_ino == FIRST_USER_NAMESPACE;
}

#ifndef SYS_cachestat
#define SYS_cachestat 451
#endif

// A window at a time, so that the answer has a bounded size.
#define WINDOW ((size_t)64 << 20)

static long count_by_mincore(int file, int64_t offset, int64_t length) {
  static const size_t page = 4096;
  unsigned char *found = malloc(WINDOW / page);
  long count = 0;
  while (found && length > 0) {
    size_t size = (uint64_t)length < WINDOW ? (size_t)length : WINDOW;
    void *window = mmap(NULL, size, PROT_READ, MAP_SHARED, file, offset);
    int failure = window == MAP_FAILED || mincore(window, size, found) ? errno : 0;
    if (window != MAP_FAILED) munmap(window, size);
    if (failure) {
      count = -failure;
      break;
    }
    for (size_t index = 0; index < (size + page - 1) / page; index++) count += found[index] & 1;
    offset += size;
    length -= size;
  }
  if (!found) return -ENOMEM;
  free(found);
  return count;
}

long clinux_cached_pages(int file, int64_t offset, int64_t length) {
  static atomic_int without_cachestat;
  struct { uint64_t offset, length; } range = {(uint64_t)offset, (uint64_t)length};
  struct { uint64_t cached, dirty, writeback, evicted, recently_evicted; } found;
  if (!atomic_load(&without_cachestat)) {
    if (!syscall(SYS_cachestat, file, &range, &found, 0)) return (long)found.cached;
    if (errno != ENOSYS) return -errno;
    atomic_store(&without_cachestat, 1);
  }
  // Only by pages can a file be mapped.
  if (sysconf(_SC_PAGESIZE) != 4096 || offset % 4096) return -EINVAL;
  return count_by_mincore(file, offset, length);
}

void clinux_drop_pages(int file, int64_t offset, int64_t length) {
  posix_fadvise(file, offset, length, POSIX_FADV_DONTNEED);
}

// linux/ioprio.h, which old headers lack.
#define IOPRIO_WHO_PROCESS_ 1
#define IOPRIO_IDLE_ (3 << 13)

int clinux_be_idle(void) {
  return syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS_, 0, IOPRIO_IDLE_) ? -errno : 0;
}

void clinux_advise_sequential(int file) { posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL); }

int64_t clinux_file_system(int descriptor) {
  struct statfs found;
  return fstatfs(descriptor, &found) < 0 ? -errno : (int64_t)(uint32_t)found.f_type;
}

#define EXTENTS_AT_ONCE 128
// Not on the disk yet, or at no place of its own there.
#define NOWHERE (FIEMAP_EXTENT_UNKNOWN | FIEMAP_EXTENT_DELALLOC | FIEMAP_EXTENT_DATA_INLINE)

long clinux_shared_extents(int file, uint64_t *offset, clinux_extent *extents, size_t count) {
  union {
    struct fiemap map;
    char room[sizeof(struct fiemap) + EXTENTS_AT_ONCE * sizeof(struct fiemap_extent)];
  } request;
  memset(&request, 0, sizeof request);
  request.map.fm_start = *offset;
  request.map.fm_length = FIEMAP_MAX_OFFSET - *offset;
  request.map.fm_extent_count = count < EXTENTS_AT_ONCE ? (uint32_t)count : EXTENTS_AT_ONCE;
  if (ioctl(file, FS_IOC_FIEMAP, &request.map) < 0) return -errno;
  uint64_t next = UINT64_MAX;
  long shared = 0;
  for (uint32_t i = 0; i < request.map.fm_mapped_extents; i++) {
    const struct fiemap_extent *found = &request.map.fm_extents[i];
    int is_last = found->fe_flags & FIEMAP_EXTENT_LAST || found->fe_length == 0;
    next = is_last ? UINT64_MAX : found->fe_logical + found->fe_length;
    if (!(found->fe_flags & FIEMAP_EXTENT_SHARED) || found->fe_flags & NOWHERE) continue;
    extents[shared++] = (clinux_extent){found->fe_physical, found->fe_length,
                                        (found->fe_flags & FIEMAP_EXTENT_ENCODED) != 0};
  }
  *offset = next > *offset ? next : UINT64_MAX;
  return shared;
}
