import Bolt
import StoreFixtures

extension BoltTree {
  /// Reads everything below a bucket, and checks the order of the keys.
  init<Failure>(
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

/// What tests have in place of a file cannot fail.
struct NoFailure: Error, Equatable {}

typealias TestError = BoltError<NoFailure>
typealias TestTransaction = BoltTransaction<NoFailure>

func source(_ bytes: [UInt8]) -> BoltSource<NoFailure> {
  { (offset, count) throws(NoFailure) in Array(bytes.dropFirst(offset).prefix(count)) }
}

/// Checks a database, then reads all of it.
func readAll(
  _ bytes: [UInt8], limits: BoltLimits = BoltLimits()
) throws(TestError) -> BoltTree {
  try TestTransaction.read(from: source(bytes), limits: limits) {
    (transaction) throws(TestError) in
    try transaction.check()
    return try BoltTree(transaction.root, in: transaction)
  }
}

func damage(_ page: UInt64, _ offset: Int, _ expected: String) -> TestError {
  .damaged(BoltPlace(page: page, offset: offset).damage(expected))
}

extension BoltError {
  var isDamage: Bool {
    switch self {
    case .damaged, .empty: true
    case .source, .tooLarge, .keptChanging: false
    }
  }
}
