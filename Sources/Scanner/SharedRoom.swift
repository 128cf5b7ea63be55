internal import Synchronization

/// How much of something all workers together may take, whoever comes first.
final class SharedRoom: Sendable {
  private let left: Atomic<Int64>

  init(_ count: Int64) { left = Atomic(count) }

  /// Takes so much; `false` when there is less.
  func take(_ count: Int64 = 1) -> Bool {
    // Nothing is taken once there was too little, so that nobody makes it overflow.
    !isExceeded && left.subtract(count, ordering: .relaxed).newValue >= 0
  }

  /// Whether more was asked for than there was.
  var isExceeded: Bool { left.load(ordering: .relaxed) < 0 }
}
