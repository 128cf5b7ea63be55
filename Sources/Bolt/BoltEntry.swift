/// A bucket: keys in order, each with a value or with a bucket of its own.
package struct BoltBucket: Hashable, Sendable {
  enum Root: Hashable, Sendable {
    case page(UInt64)
    /// A page of `length` bytes inside a value.
    case inline(BoltPlace, length: Int)
  }

  let root: Root
  /// The last number that bbolt's `NextSequence` gave out here.
  package let sequence: UInt64
}

/// Where a value is, so that none is held before it is asked for.
package struct BoltValue: Hashable, Sendable {
  package let place: BoltPlace
  package let count: Int
}

/// One key of a bucket.
package struct BoltEntry: Hashable, Sendable {
  package enum Content: Hashable, Sendable {
    case bucket(BoltBucket)
    case value(BoltValue)
  }

  package let key: [UInt8]
  package let content: Content
  /// Of the key.
  package let place: BoltPlace

  package var bucket: BoltBucket? {
    guard case .bucket(let bucket) = content else { return nil }
    return bucket
  }

  package var value: BoltValue? {
    guard case .value(let value) = content else { return nil }
    return value
  }
}
