package import Bolt

extension BoltTree {
  /// Reads everything below a bucket, and checks the order of the keys.
  package init<Failure>(
    _ bucket: BoltBucket, in transaction: BoltTransaction<Failure>
  ) throws(BoltError<Failure>) {
    var children: [[UInt8]: BoltTree] = [:]
    var last: [UInt8]?
    var entries = try transaction.entries(of: bucket)
    while let entry = try entries.next() {
      if let last, !last.lexicographicallyPrecedes(entry.key) {
        throw .damaged(entry.place.damage("the reader to give keys in order"))
      }
      last = entry.key
      switch entry.content {
      case .bucket(let bucket):
        children[entry.key] = try BoltTree(bucket, in: transaction)
      case .value(let value):
        children[entry.key] = .value(try transaction.bytes(of: value))
      }
    }
    self = .bucket(sequence: bucket.sequence, children)
  }
}

/// What bytes in memory cannot do.
package struct NoReadFailure: Error, Equatable {}

extension BoltTree {
  /// Reads a whole database.
  package init(file: [UInt8]) throws {
    self = try BoltTransaction<NoReadFailure>.read(
      from: { (offset, count) throws(NoReadFailure) in
        Array(file.dropFirst(offset).prefix(count))
      }
    ) { (transaction) throws(BoltError<NoReadFailure>) in
      try BoltTree(transaction.root, in: transaction)
    }
  }
}
