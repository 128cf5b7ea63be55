/// What one commit says of the database.
struct BoltMeta: Hashable, Sendable {
  let pageSize: Int
  /// The page of the bucket that holds all others.
  let root: UInt64
  let rootSequence: UInt64
  /// The page of the list of free pages; `nil` where that is not kept.
  let freelist: UInt64?
  /// Pages from here on are not part of the database.
  let pageCount: UInt64
  let transaction: UInt64

  /// Where it is itself.
  private let place: BoltPlace

  /// Reads the meta on page `page`, whose `bytes` begin at `offset` of the file.
  ///
  /// As bbolt does, goes by the meta alone and not by the header of its page.
  /// Source: bbolt `db.go`, `meta.validate`.
  init(_ bytes: ArraySlice<UInt8>, page: UInt64, offset: Int) throws(BoltDamage) {
    place = BoltPlace(page: page, offset: offset)
    func damage(at position: Int, _ expected: String) -> BoltDamage {
      BoltPlace(page: page, offset: offset + position).damage(expected)
    }
    guard bytes.count >= Self.size else { throw damage(at: bytes.count, "a meta page") }
    let meta = bytes.dropFirst(BoltFormat.pageHeaderSize)
    guard meta.uint32(at: 0) == BoltFormat.magic else {
      throw damage(at: 16, "the mark of a bbolt database")
    }
    guard meta.uint32(at: 4) == BoltFormat.version else { throw damage(at: 20, "version 2") }
    guard Self.checksum(meta.prefix(56)) == meta.uint64(at: 56) else {
      throw damage(at: 72, "the checksum of the meta page")
    }
    let pageSize = Int(meta.uint32(at: 8))
    guard BoltFormat.pageSizes.contains(pageSize), pageSize & (pageSize - 1) == 0 else {
      throw damage(at: 24, "a page size that is a power of two from 512 to 65536")
    }
    self.pageSize = pageSize
    root = meta.uint64(at: 16)
    rootSequence = meta.uint64(at: 24)
    let freelist = meta.uint64(at: 32)
    self.freelist = freelist == BoltFormat.noFreelist ? nil : freelist
    pageCount = meta.uint64(at: 40)
    transaction = meta.uint64(at: 48)
  }

  func damage(at position: Int, _ expected: String) -> BoltDamage {
    BoltPlace(page: place.page, offset: place.offset + position).damage(expected)
  }

  /// Header and meta.
  static let size = BoltFormat.pageHeaderSize + BoltFormat.metaSize

  /// FNV-1a, 64 bits.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
