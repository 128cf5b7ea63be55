internal import CLinux
internal import Glibc
internal import Synchronization

/// Being the one who waits.
package enum Politeness {
  private static let isWanted = Atomic(false)

  /// Puts the calling thread where the others are: Dispatch gives its threads a place of its own.
  package static func join() {
    guard isWanted.load(ordering: .relaxed) else { return }
    do {
      try stepBack()
    } catch {
      // Who asked for it was told.
    }
  }

  /// Puts the calling thread, and all that it makes, behind everybody else: reads come when no other
  /// process wants the disk, and the processor when no other wants that.
  ///
  /// - Throws: why the kernel does not let it; the rest was done then.
  ///
  /// Source: `ioprio_set(2)`, `setpriority(2)`: both are of threads on Linux.
  package static func stepBack() throws(SystemError) {
    isWanted.store(true, ordering: .relaxed)
    let failure = clinux_be_idle()
    // To be nicer is allowed to everyone, and cannot be undone by most.
    let result = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
    guard failure == 0 else { throw SystemError(errno: -failure) }
    guard result == 0 else { throw SystemError(errno: errno) }
  }
}
