/// How much of a database one call reads before it gives up.
package struct BoltLimits: Hashable, Sendable {
  /// Pages, those of overflow included: 4 GiB in pages of 4 KiB.
  package var pages = 1 << 20
  /// Pages on the way from the root to a key, over all buckets around it; real ones need thirty.
  package var depth = 128
  package var keys = 1 << 24
  package var valueBytes = 1 << 24

  package init() {}
}

/// What one call has used of its ``BoltLimits``, and the pages that it has been on.
struct BoltBudget<Failure: Error> {
  let limits: BoltLimits
  private var visited: Set<UInt64> = []
  private var depth = 0
  private var keys = 0

  init(_ limits: BoltLimits) { self.limits = limits }

  /// Goes one page down.
  mutating func descend(to place: BoltPlace) throws(BoltError<Failure>) {
    depth += 1
    guard depth <= limits.depth else {
      throw .damaged(place.damage("at most \(limits.depth) pages above one another"))
    }
  }

  mutating func ascend() { depth -= 1 }

  /// Notes that `count` pages from one on are used, which nothing else may use.
  mutating func visit(
    _ place: BoltPlace, count: UInt64, pageSize: Int
  ) throws(BoltError<Failure>) {
    guard count <= limits.pages - visited.count else {
      throw .tooLarge(limit: limits.pages.multipliedClamping(by: pageSize))
    }
    for page in place.page..<(place.page + count) where !visited.insert(page).inserted {
      throw .damaged(place.damage("pages that are referred to once"))
    }
  }

  /// Whether a page was found to be used.
  func isUsed(_ page: UInt64) -> Bool { visited.contains(page) }

  mutating func countKey() throws(BoltError<Failure>) {
    keys += 1
    guard keys <= limits.keys else {
      // No key takes less than its element and one byte.
      throw .tooLarge(limit: limits.keys.multipliedClamping(by: BoltFormat.elementSize + 1))
    }
  }
}

extension Int {
  fileprivate func multipliedClamping(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
