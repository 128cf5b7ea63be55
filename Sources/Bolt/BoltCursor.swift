/// The entries of one bucket, in the order of their keys.
package struct BoltCursor<Failure: Error> {
  private var descent: BoltDescent<Failure>
  private var budget: BoltBudget<Failure>

  init(_ bucket: BoltBucket, in transaction: BoltTransaction<Failure>) throws(BoltError<Failure>) {
    budget = BoltBudget(transaction.limits)
    descent = try BoltDescent(bucket, in: transaction, &budget)
  }

  /// The next entry; `nil` after the last.
  package mutating func next() throws(BoltError<Failure>) -> BoltEntry? {
    try descent.next(&budget)
  }
}

/// The pages from the root of a bucket down to one leaf.
struct BoltDescent<Failure: Error> {
  private let transaction: BoltTransaction<Failure>
  private var pages: [BoltPage<Failure>]

  init(
    _ bucket: BoltBucket, in transaction: BoltTransaction<Failure>,
    _ budget: inout BoltBudget<Failure>
  ) throws(BoltError<Failure>) {
    self.transaction = transaction
    pages = [try transaction.page(bucket.root, keys: .init(), &budget)]
  }

  mutating func next(_ budget: inout BoltBudget<Failure>) throws(BoltError<Failure>) -> BoltEntry? {
    while let top = pages.indices.last {
      switch pages[top].kind {
      case .leaf:
        if let entry = try pages[top].nextEntry() {
          try budget.countKey()
          return entry
        }
      case .branch:
        if let child = try pages[top].nextChild() {
          pages.append(try transaction.page(.page(child.page), keys: child.keys, &budget))
          continue
        }
      }
      pages.removeLast()
      budget.ascend()
    }
    return nil
  }
}
