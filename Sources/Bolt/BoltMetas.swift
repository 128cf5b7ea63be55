/// Both metas of a file as they were at one moment.
///
/// Commits write them in turn, so that the one before the last is whole while the last is written.
struct BoltMetas {
  /// The one that counts.
  let current: BoltMeta
  /// What is wrong with the other one; bbolt takes the one that is right without a word.
  let rejected: BoltDamage?
  /// The number of a commit that is written there, right or wrong; `nil` where the file ends before.
  let rejectedNumber: UInt64?
  /// Both as they are in the file.
  private let bytes: [ArraySlice<UInt8>]

  /// How much of a file's start holds both metas, whatever the page size.
  static let headSize = BoltFormat.pageSizes.upperBound + BoltMeta.size

  /// Finds them in the first bytes of a file.
  ///
  /// Source: bbolt `db.go`, `getPageSize` and `DB.meta`.
  init(head: [UInt8]) throws(BoltDamage) {
    switch Self.meta(0, at: 0, in: head) {
    case .success(let first):
      switch Self.second(in: head, pageSize: first.pageSize) {
      case .success(let second):
        current = second.transaction > first.transaction ? second : first
        rejected = nil
      case .failure(let damage):
        current = first
        rejected = damage
      }
    case .failure(let damage):
      // Only the page that cannot be read could say how long it is.
      let sizes = sequence(first: BoltFormat.pageSizes.lowerBound) { $0 * 2 }
        .prefix { $0 <= BoltFormat.pageSizes.upperBound }
      let found = sizes.lazy.compactMap { Self.second(in: head, pageSize: $0).success }.first
      guard let found else { throw damage }
      current = found
      rejected = damage
    }
    let pageSize = current.pageSize
    let both = [0, pageSize].map { Self.slice(of: head, at: $0) }
    bytes = both
    let page = rejected.map { both[Int($0.place.page)] } ?? []
    rejectedNumber =
      page.count >= BoltMeta.size ? page.uint64(at: BoltFormat.pageHeaderSize + 48) : nil
  }

  /// Whether first bytes that were read later hold the same: no commit came between.
  func isUnchanged(in head: [UInt8]) -> Bool {
    bytes == [0, current.pageSize].map { Self.slice(of: head, at: $0) }
  }

  private static func second(
    in head: [UInt8], pageSize: Int
  ) -> Result<BoltMeta, BoltDamage> {
    meta(1, at: pageSize, in: head).flatMap { second in
      guard second.pageSize == pageSize else {
        return .failure(second.damage(at: 24, "a page size of \(pageSize)"))
      }
      return .success(second)
    }
  }

  private static func meta(
    _ page: UInt64, at offset: Int, in head: [UInt8]
  ) -> Result<BoltMeta, BoltDamage> {
    do {
      return .success(try BoltMeta(slice(of: head, at: offset), page: page, offset: offset))
    } catch {
      return .failure(error)
    }
  }

  private static func slice(of head: [UInt8], at offset: Int) -> ArraySlice<UInt8> {
    head.dropFirst(offset).prefix(BoltMeta.size)
  }
}

extension Result {
  fileprivate var success: Success? {
    switch self {
    case .success(let value): value
    case .failure: nil
    }
  }
}
