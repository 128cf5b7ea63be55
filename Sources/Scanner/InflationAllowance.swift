internal import LayerModel
internal import Synchronization

/// Bytes that all blobs of a scanner together may give beyond their ratio: thousands of small bombs,
/// each within its own limits, would take days.
///
/// Which of them goes without depends on the order in which they are read.
final class InflationAllowance: Sendable {
  /// 64 GiB.
  static let total: ByteCount = 68_719_476_736
  private let left: Atomic<Int64>

  init(_ total: ByteCount = InflationAllowance.total) { left = Atomic(total.value) }

  /// Takes some of it; `false` when it is used up.
  func take(_ count: ByteCount) -> Bool {
    // What is used up is not taken from, so that no number of blobs makes it overflow.
    left.load(ordering: .relaxed) >= 0
      && left.subtract(count.value, ordering: .relaxed).newValue >= 0
  }
}
