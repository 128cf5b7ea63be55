#define _GNU_SOURCE
#include "clinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// From linux/landlock.h, which older systems lack, with the rights of ABI 1 to 3. A kernel that knows
// fewer refuses a set with more.
#define RIGHT_EXECUTE (1ULL << 0)
#define RIGHT_WRITE_FILE (1ULL << 1)
#define RIGHT_REMOVE_FILE (1ULL << 5)
#define RIGHT_MAKE_DIRECTORY (1ULL << 7)
#define RIGHT_MAKE_FILE (1ULL << 8)
#define RIGHT_TRUNCATE (1ULL << 14)
// From removing directories to making symbolic links.
#define RIGHTS_TO_NAMES (511ULL << 4)
#define RULE_PATH_BENEATH 1
#define CREATE_RULESET_VERSION 1

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

static uint64_t writing_a_file(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
  return RIGHT_WRITE_FILE | (version >= 3 ? RIGHT_TRUNCATE : 0);
}

int clinux_begin_write_rules(void) {
  uint64_t handled = writing_a_file() | RIGHTS_TO_NAMES | RIGHT_EXECUTE;
  long set = syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  return set < 0 ? -errno : (int)set;
}

int clinux_allow_writing(int rules, const char *path) {
  struct {
    uint64_t rights;
    int32_t place;
  } __attribute__((packed)) rule = {writing_a_file(), open(path, O_PATH | O_CLOEXEC)};
  if (rule.place < 0) return -errno;
  struct stat status;
  long result = fstat(rule.place, &status);
  if (result == 0) {
    if (S_ISDIR(status.st_mode))
      rule.rights |= RIGHT_REMOVE_FILE | RIGHT_MAKE_DIRECTORY | RIGHT_MAKE_FILE;
    result = syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0);
  }
  int failure = result < 0 ? errno : 0;
  close(rule.place);
  return -failure;
}

int clinux_enforce_write_rules(int rules) {
  return syscall(SYS_landlock_restrict_self, rules, 0) < 0 ? -errno : 0;
}

int clinux_forbid_new_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ? -errno : 0;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#ifdef ARCHITECTURE
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(number) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (number))
#define IF(comparison, value) BPF_JUMP(BPF_JMP | (comparison) | BPF_K, value, 0, 1)
#define REFUSE_CALL(number) IF(BPF_JEQ, number), ANSWER(EPERM)
// A new thread, unlike a new process, is in the namespaces of its maker.
#define NEW_NAMESPACES                                                                         \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
   CLONE_NEWNET)
// Numbers that some headers lack are the same on all processors.
#define IO_URING_SETUP 425
#define CLONE3 435
#define PIDFD_GETFD 438
#define MOUNT_SETATTR 442

int clinux_forbid_calls(void) {
  struct sock_filter filter[] = {
    // Numbers mean other calls to a program of another kind, and to x32: none of theirs is allowed.
    LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), ANSWER(EPERM),
    LOAD(nr), IF(BPF_JGE, 0x40000000), ANSWER(EPERM),
    // Talking to others.
    REFUSE_CALL(SYS_socket), REFUSE_CALL(SYS_socketpair), REFUSE_CALL(SYS_connect),
    REFUSE_CALL(SYS_bind), REFUSE_CALL(SYS_listen), REFUSE_CALL(SYS_accept), REFUSE_CALL(SYS_accept4),
    // Becoming another program, or acting on one.
    REFUSE_CALL(SYS_execve), REFUSE_CALL(SYS_execveat), REFUSE_CALL(SYS_ptrace),
    REFUSE_CALL(SYS_process_vm_readv), REFUSE_CALL(SYS_process_vm_writev), REFUSE_CALL(PIDFD_GETFD),
    // Changing what is mounted, or where this process is.
    REFUSE_CALL(SYS_mount), REFUSE_CALL(SYS_umount2), REFUSE_CALL(SYS_pivot_root),
    REFUSE_CALL(SYS_chroot), REFUSE_CALL(SYS_setns), REFUSE_CALL(SYS_unshare),
    REFUSE_CALL(SYS_open_tree), REFUSE_CALL(SYS_move_mount), REFUSE_CALL(SYS_fsopen),
    REFUSE_CALL(SYS_fsconfig), REFUSE_CALL(SYS_fsmount), REFUSE_CALL(SYS_fspick),
    REFUSE_CALL(MOUNT_SETATTR),
    // Changing the machine.
    REFUSE_CALL(SYS_init_module), REFUSE_CALL(SYS_finit_module), REFUSE_CALL(SYS_delete_module),
    REFUSE_CALL(SYS_kexec_load), REFUSE_CALL(SYS_reboot), REFUSE_CALL(SYS_swapon),
    REFUSE_CALL(SYS_swapoff), REFUSE_CALL(SYS_sethostname), REFUSE_CALL(SYS_clock_settime),
    REFUSE_CALL(SYS_settimeofday), REFUSE_CALL(SYS_mknodat),
#ifdef SYS_mknod
    REFUSE_CALL(SYS_mknod),
#endif
    // Large doors into the kernel that nothing here needs; io_uring gets round this filter.
    REFUSE_CALL(SYS_bpf), REFUSE_CALL(SYS_perf_event_open), REFUSE_CALL(SYS_userfaultfd),
    REFUSE_CALL(SYS_add_key), REFUSE_CALL(SYS_request_key), REFUSE_CALL(SYS_keyctl),
    REFUSE_CALL(SYS_open_by_handle_at), REFUSE_CALL(IO_URING_SETUP),
    // The C library makes threads by clone where there is no clone3, whose flags cannot be seen.
    IF(BPF_JEQ, CLONE3), ANSWER(ENOSYS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
    LOAD(args[0]), IF(BPF_JSET, NEW_NAMESPACES), ANSWER(EPERM),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  long result =
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program);
  if (result > 0) return -ESRCH;  // A thread that cannot be restricted.
  return result < 0 ? -errno : 0;
}
#else
int clinux_forbid_calls(void) { return -ENOSYS; }
#endif
