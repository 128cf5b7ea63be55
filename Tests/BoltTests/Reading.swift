import Bolt
import StoreFixtures

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
