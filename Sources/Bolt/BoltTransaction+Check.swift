extension BoltTransaction {
  /// Walks every page that the commit can reach and checks all that bbolt relies on, but for values.
  ///
  /// After it, reading by hand through buckets in buckets ends.
  ///
  /// Source: bbolt `tx_check.go`, `checkBucket`. The list of free pages is not read.
  package func check() throws(BoltError<Failure>) {
    var budget = BoltBudget<Failure>(limits)
    var buckets = [try BoltDescent(root, in: self, &budget)]
    while let last = buckets.indices.last {
      guard let entry = try buckets[last].next(&budget) else {
        buckets.removeLast()
        continue
      }
      if let bucket = entry.bucket {
        buckets.append(try BoltDescent(bucket, in: self, &budget))
      }
    }
  }
}
