/// A database as one commit left it, to be read only inside ``read(from:limits:attempts:_:)``.
///
/// Nothing is locked and nothing is held but the pages on the way to one key.
package struct BoltTransaction<Failure: Error> {
  /// The bucket that holds all others.
  package let root: BoltBucket
  /// The number of the commit.
  package let number: UInt64
  /// What is wrong with the meta page that does not count.
  ///
  /// bbolt says nothing then, though that page may have held a later commit, which is lost.
  package let rejectedMeta: BoltDamage?

  /// The number of the commit that it tells; any number at all where it is damaged.
  package let rejectedNumber: UInt64?

  /// The page of the list of free pages; `nil` where that is not kept.
  let freelist: UInt64?
  let source: BoltSource<Failure>
  let limits: BoltLimits
  let pageSize: Int
  /// The pages that can hold keys.
  let pages: Range<UInt64>

  init(
    _ metas: BoltMetas, _ source: @escaping BoltSource<Failure>, _ limits: BoltLimits
  ) throws(BoltError<Failure>) {
    let meta = metas.current
    pages = BoltFormat.firstDataPage..<max(BoltFormat.firstDataPage, meta.pageCount)
    root = BoltBucket(root: .page(meta.root), sequence: meta.rootSequence)
    number = meta.transaction
    rejectedMeta = metas.rejected
    rejectedNumber = metas.rejectedNumber
    freelist = meta.freelist
    pageSize = meta.pageSize
    self.source = source
    self.limits = limits
    try check(meta)
  }

  /// Whether the root is a page of keys, and every page that the commit has is in the file.
  private func check(_ meta: BoltMeta) throws(BoltError<Failure>) {
    let end = Int(clamping: meta.pageCount).multipliedReportingOverflow(by: pageSize)
    guard !end.overflow else { throw .damaged(meta.damage(at: 56, "a number of pages")) }
    guard pages.contains(meta.root) else {
      throw .damaged(meta.damage(at: 32, pages.expectation))
    }
    guard meta.freelist.map(pages.contains) ?? true else {
      throw .damaged(meta.damage(at: 48, pages.expectation))
    }
    let last: [UInt8]
    do { last = try source(end.partialValue - 1, 1) } catch { throw .source(error) }
    guard !last.isEmpty else {
      throw .damaged(meta.damage(at: 56, "a file of at least \(end.partialValue) bytes"))
    }
  }

  /// The page that a bucket or a branch points to.
  func page(
    _ root: BoltBucket.Root, keys: BoltPage<Failure>.KeyRange, _ budget: inout BoltBudget<Failure>
  ) throws(BoltError<Failure>) -> BoltPage<Failure> {
    switch root {
    case .inline(let place, let length):
      try budget.descend(to: place)
      let region = BoltRegion(source, at: place, length: length)
      return try BoltPage(region, isInline: true, keys: keys, pages: pages)
    case .page(let id):
      precondition(pages.contains(id), "a bucket of another transaction")
      let place = BoltPlace(page: id, offset: Int(id) * pageSize)
      try budget.descend(to: place)
      let region = BoltRegion(source, at: place, length: pageSize)
      let page = try BoltPage(region, isInline: false, keys: keys, pages: pages)
      try budget.visit(place, count: page.pageCount, pageSize: pageSize)
      return page
    }
  }
}

extension Range<UInt64> {
  /// What is said where a page number is none of these.
  var expectation: String {
    isEmpty ? "a database with pages" : "a page number from \(lowerBound) to \(upperBound - 1)"
  }
}
