/// Why a database, or the part of it that was asked for, could not be read.
///
/// `Failure` is what the source of the bytes throws.
package enum BoltError<Failure: Error>: Error {
  case source(Failure)
  /// The file has no byte. bbolt itself would make it a new database.
  case empty
  case damaged(BoltDamage)
  /// What is there goes beyond ``BoltLimits``; a database within `limit` bytes does not.
  case tooLarge(limit: Int)
  /// A commit came between in each of that many attempts.
  case keptChanging(attempts: Int)
}

extension BoltError: Equatable where Failure: Equatable {}

/// A place in a database.
package struct BoltPlace: Hashable, Sendable {
  package let page: UInt64
  /// From the start of the file.
  package let offset: Int

  package init(page: UInt64, offset: Int) {
    self.page = page
    self.offset = offset
  }

  /// Says what the bytes here were expected to be and are not.
  package func damage(_ expected: String) -> BoltDamage {
    BoltDamage(place: self, expected: expected)
  }
}

/// Bytes that their writer would not have left there.
package struct BoltDamage: Error, Hashable, Sendable {
  package let place: BoltPlace
  package let expected: String
}
