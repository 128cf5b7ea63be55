// System calls that the Glibc module does not offer. Every function returns -errno on failure.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

// What lstat says, in fixed widths. Times are seconds and nanoseconds since the epoch.
typedef struct {
  uint64_t device, inode, links, size, blocks;
  uint32_t mode, owner, group, rdev_major, rdev_minor;
  int64_t mtime_seconds, ctime_seconds;
  uint32_t mtime_nanoseconds, ctime_nanoseconds;
} clinux_status;

// Opens a directory by the path a person gave: links are followed. Linux 2.6.
int clinux_open_root(const char *path);

/// Opens the regular file that a person gave as a store's root; links are followed, as in the path
/// of any root. Returns a descriptor or a negative errno.
int clinux_open_root_file(const char *path);

// Opens below a directory and never follows a link in any component, nor leaves it: openat2,
// Linux 5.6; before that one openat with O_NOFOLLOW a component. Never blocks on a FIFO, and
// keeps the access time where the caller may ask for that.
int clinux_open_beneath(int directory, const char *path, int want_directory);

// lstat of one name (no slash) in a directory; of the descriptor itself for an empty name.
int clinux_lstat(int directory, const char *name, clinux_status *status);

// stat by the path that a person gave: links are followed.
int clinux_stat(const char *path, clinux_status *status);

// A file without a name, which is gone with its last descriptor: O_TMPFILE, Linux 3.11.
int clinux_open_unnamed(const char *directory, unsigned mode);

// Gives such a file its first name, which nothing else may have. Needs /proc.
int clinux_link_unnamed(int file, const char *path);

// Raw directory records (struct linux_dirent64). Returns bytes filled, 0 at the end.
long clinux_entries(int directory, void *buffer, size_t size);

// One record at `offset`: sets the name's offset, the next record's offset and d_type.
// Returns the name's length, or -EINVAL when the record does not fit.
long clinux_entry(const void *buffer, size_t filled, size_t offset, size_t *name, size_t *next,
                  unsigned char *type);

// Names of extended attributes of one name in a directory, or of the descriptor itself for an
// empty name; a link is not followed. Needs /proc for names before Linux 6.13.
long clinux_list_attributes(int directory, const char *name, void *buffer, size_t size);
long clinux_get_attribute(int directory, const char *name, const char *attribute, void *buffer,
                          size_t size);

long clinux_readlink(int directory, const char *name, void *buffer, size_t size);
long clinux_read(int file, void *buffer, size_t size);
// Reads at an offset and leaves the file's own position alone.
long clinux_read_at(int file, void *buffer, size_t size, int64_t offset);

// Where the next bytes are that are no hole, and in `end` where they end: lseek with SEEK_DATA, Linux
// 3.1. -ENXIO where only a hole follows.
int64_t clinux_next_data(int file, int64_t from, int64_t *end);

// Whether listings of extended attributes have trusted.* for this process: it needs CAP_SYS_ADMIN in
// the first user namespace. 0 also where that cannot be told.
int clinux_sees_trusted_attributes(void);

// Whether some process holds a lock for writing on any part of the file: 1, 0 or -errno. Takes none:
// F_GETLK, POSIX; locks of open files, Linux 3.15, are seen as well, this process's own are not.
int clinux_is_locked_for_writing(int file);

// Puts the calling thread into the idle class of disk schedulers: ioprio_set, Linux 2.6.13.
int clinux_be_idle(void);

// How many pages of a range of a file are in memory, without bringing any there: cachestat, Linux
// 6.5; before that mincore, which says "all" to whoever neither owns the file nor may write to it.
long clinux_cached_pages(int file, int64_t offset, int64_t length);

// Gives pages back that nobody else uses; dirty ones stay.
void clinux_drop_pages(int file, int64_t offset, int64_t length);

// Advises sequential reading.
void clinux_advise_sequential(int file);

// The kind of file system that a descriptor is on, as in linux/magic.h: f_type of statfs.
int64_t clinux_file_system(int descriptor);

// Bytes on the disk that more than one file has; of an encoded (compressed) extent `length` is that of
// its contents.
typedef struct {
  uint64_t physical, length;
  int is_encoded;
} clinux_extent;

// Shared extents of a file from `*offset` on, and where to go on in `*offset`: UINT64_MAX at its end.
// Returns how many; there may be none before the end. FS_IOC_FIEMAP, Linux 2.6.28.
long clinux_shared_extents(int file, uint64_t *offset, clinux_extent *extents, size_t count);

// The following give up rights of this process for good. Each but the last concerns the calling
// thread and those that it starts.

// No program that is started, setuid or not, has more rights than this one: Linux 3.5. To be called
// first.
int clinux_forbid_new_privileges(void);

// Landlock, Linux 5.13: after enforcing, nothing is executed, and files are opened for writing only
// where that was allowed: at a file, or beneath a directory, in which files and directories may be
// made and files removed, too. Beginning returns a descriptor of no rules yet.
int clinux_begin_write_rules(void);
int clinux_allow_writing(int rules, const char *path);
int clinux_enforce_write_rules(int rules);

// Refuses, on all threads, calls that talk to others, start programs, mount or change the machine,
// with EPERM: seccomp, Linux 3.17. -ENOSYS on processors that the list is not written for.
int clinux_forbid_calls(void);

#endif
