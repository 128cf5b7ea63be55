extension BoltTransaction {
  /// The entries of a bucket from the first key on.
  package func entries(of bucket: BoltBucket) throws(BoltError<Failure>) -> BoltCursor<Failure> {
    try BoltCursor(bucket, in: self)
  }

  /// What a bucket holds under a key; `nil` when nothing.
  package func entry(
    _ key: [UInt8], in bucket: BoltBucket
  ) throws(BoltError<Failure>) -> BoltEntry? {
    var budget = BoltBudget<Failure>(limits)
    var page = try page(bucket.root, keys: .init(), &budget)
    while page.kind == .branch {
      guard let child = try page.child(for: key) else { return nil }
      page = try self.page(.page(child.page), keys: child.keys, &budget)
    }
    while let entry = try page.nextEntry() {
      if entry.key == key { return entry }
    }
    return nil
  }

  /// The bucket at the end of a path of keys; `nil` when one of them is missing or no bucket.
  ///
  /// The path begins at `start`, which is ``root`` unless given.
  package func bucket(
    _ path: String..., in start: BoltBucket? = nil
  ) throws(BoltError<Failure>) -> BoltBucket? {
    var bucket = start ?? root
    for key in path {
      guard let next = try entry(Array(key.utf8), in: bucket)?.bucket else { return nil }
      bucket = next
    }
    return bucket
  }

  /// The value under a key; `nil` when there is none or it is a bucket.
  package func value(
    _ key: String, in bucket: BoltBucket
  ) throws(BoltError<Failure>) -> BoltValue? {
    try entry(Array(key.utf8), in: bucket)?.value
  }

  package func bytes(of value: BoltValue) throws(BoltError<Failure>) -> [UInt8] {
    guard value.count <= limits.valueBytes else {
      throw .tooLarge(limit: limits.valueBytes)
    }
    var region = BoltRegion(source, at: value.place, length: value.count)
    return Array(try region.bytes(at: 0, count: value.count))
  }
}

extension BoltPage {
  /// The subtree that a key is in, if anywhere.
  fileprivate mutating func child(for key: [UInt8]) throws(BoltError<Failure>) -> Child? {
    while let child = try nextChild() {
      guard let upper = child.keys.upper, !key.lexicographicallyPrecedes(upper) else {
        return child
      }
    }
    return nil
  }
}
