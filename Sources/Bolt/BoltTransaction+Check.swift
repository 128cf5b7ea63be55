extension BoltTransaction {
  /// Walks every page that the commit can reach and checks all that bbolt relies on, but for values.
  ///
  /// After it, reading by hand through buckets in buckets ends.
  ///
  /// Source: bbolt `tx_check.go`, `checkBucket`.
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
    try checkFreelist(&budget)
  }

  /// Checks the list of free pages, which a daemon opens the database with and takes pages from.
  ///
  /// Source: bbolt `internal/freelist/shared.go`, `Read`, which panics for a page of another kind;
  /// `tx_check.go`, `recursivelyCheckPages`.
  private func checkFreelist(_ budget: inout BoltBudget<Failure>) throws(BoltError<Failure>) {
    guard let page = freelist else { return }
    let place = BoltPlace(page: page, offset: Int(page) * pageSize)
    var region = BoltRegion(source, at: place, length: pageSize)
    let header = try region.bytes(at: 0, count: BoltFormat.pageHeaderSize, isTable: true)
    guard header.uint64(at: 0) == page else {
      throw .damaged(region.damage(at: 0, "page number \(page)"))
    }
    guard header.uint16(at: 8) == BoltFormat.freelistFlag else {
      throw .damaged(region.damage(at: 8, "a list of free pages"))
    }
    let overflow = header.uint32(at: 12)
    let available = pages.upperBound - page - 1
    guard overflow <= available else {
      throw .damaged(region.damage(at: 12, "at most \(available) pages of overflow"))
    }
    region.length *= Int(overflow) + 1
    try budget.visit(place, count: UInt64(overflow) + 1, pageSize: pageSize)
    var count = Int(header.uint16(at: 10))
    var position = BoltFormat.pageHeaderSize
    if header.uint16(at: 10) == BoltFormat.longCount {
      count = Int(clamping: try region.bytes(at: position, count: 8).uint64(at: 0))
      position += 8
    }
    guard count <= (region.length - position) / 8 else {
      throw .damaged(region.damage(at: 10, "a number of free pages that fits the page"))
    }
    var previous: UInt64 = 0
    for _ in 0..<count {
      let free = try region.bytes(at: position, count: 8).uint64(at: 0)
      guard pages.contains(free), free > previous, !budget.isUsed(free) else {
        throw .damaged(region.damage(at: position, "a page that is free, in ascending order"))
      }
      previous = free
      position += 8
    }
  }
}
