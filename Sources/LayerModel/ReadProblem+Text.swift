extension ReadProblem {
  /// What was not read and why, in words, without the path.
  package var detail: String {
    switch self {
    case .missing: "it does not exist"
    case .unreadable(_, let errno): "not read: \(Self.words(for: errno))"
    case .wrongKind(_, let found, let expected):
      "not read: it is a \(found.words), a \(expected.words) is due here"
    case .malformed(_, let offset, let expected):
      "not understood at byte \(offset): expected \(expected)"
    case .tooLarge(_, let limit): "not read: larger than the limit of \(limit.iec)"
    case .tooMany(_, let limit, let things): "not read: more than the limit of \(limit) \(things)"
    case .changedWhileReading: "not read: it kept changing while it was read"
    case .notEntered(_, let reason): "not entered: \(reason)"
    case .hidden(_, let reason): "not read: \(reason)"
    case .reported(_, _, let detail): detail
    }
  }

  /// Source: Linux `errno(3)`; the numbers are those of every Linux that we build for.
  package static func words(for errno: Int32) -> String {
    switch errno {
    case 1: "operation not permitted (EPERM)"
    case 2: "no such file or directory (ENOENT)"
    case 5: "input/output error (EIO): check the disk"
    case 6: "nothing answers there (ENXIO)"
    case 9: "not open for that (EBADF)"
    case 13: "permission denied (EACCES): run as root, or with CAP_DAC_READ_SEARCH"
    case 16: "in use, as a mount point is (EBUSY)"
    case 18: "on another file system (EXDEV)"
    case 20: "not a directory (ENOTDIR)"
    case 21: "it is a directory (EISDIR)"
    case 23, 24: "too many open files"
    case 27: "file too large (EFBIG)"
    case 28: "no space left on the device (ENOSPC)"
    case 30: "the file system is read-only (EROFS)"
    case 36: "name too long (ENAMETOOLONG)"
    case 40: "a symbolic link is in the way (ELOOP)"
    case 116: "stale file handle (ESTALE)"
    case 117: "file system needs cleaning (EUCLEAN): check the file system"
    case 122: "disk quota exceeded (EDQUOT)"
    default: "error number \(errno)"
    }
  }
}
