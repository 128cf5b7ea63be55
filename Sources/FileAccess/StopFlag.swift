internal import Glibc
internal import Synchronization

/// Whether whatever reads files is to end soon; set and asked from any thread.
///
/// Directories that were opened with it, and all that is opened below them, give nothing more once it
/// is set.
package final class StopFlag: Sendable {
  private let flag = Atomic(false)

  package init() {}

  package func set() { flag.store(true, ordering: .relaxed) }

  package var isSet: Bool { flag.load(ordering: .relaxed) }

  func check() throws(SystemError) { if isSet { throw .stopped } }
}

extension SystemError {
  /// The audit was ended; no system call of ours gives this number.
  static let stopped = SystemError(errno: ECANCELED)
}
