internal import Glibc

/// The three descriptors that every program expects to be open.
package enum StandardStreams {
  /// Takes the numbers of streams that the caller closed, so that no file that is opened later is
  /// written to in their place; what is written to such a stream still fails with `EBADF`.
  ///
  /// To be called before anything is opened.
  ///
  /// Source: gnulib `lib/stdopen.c`.
  package static func hold() {
    for number in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(number, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is this one, as those below are open.
      _ = unsafe open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
