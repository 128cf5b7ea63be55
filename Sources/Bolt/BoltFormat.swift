/// The sizes and marks of the file format.
///
/// All numbers are little-endian: bbolt writes those of the machine, and containers run on no
/// other kind. Source: bbolt `page.go`, `db.go` (`meta`), `bucket.go` (`bucket`).
enum BoltFormat {
  static let pageHeaderSize = 16
  /// Of an element of a branch page as of a leaf page.
  static let elementSize = 16
  static let bucketHeaderSize = 16
  static let metaSize = 64
  static let magic: UInt32 = 0xED0C_DAED
  static let version: UInt32 = 2
  static let pageSizes = 512...65_536
  static let longestKey = 32_768
  /// The first two pages hold a meta each.
  static let firstDataPage: UInt64 = 2

  static let branchFlag: UInt16 = 1
  static let leafFlag: UInt16 = 2
  static let freelistFlag: UInt16 = 16
  static let bucketFlag: UInt32 = 1

  /// In place of the page of a list of free pages that is not kept in the file.
  static let noFreelist = UInt64.max
  /// In place of a count that is too large for its field, and comes as the first entry.
  static let longCount: UInt16 = 0xFFFF
}

extension ArraySlice<UInt8> {
  func uint16(at offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(at: offset, 2)) }
  func uint32(at offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(at: offset, 4)) }
  func uint64(at offset: Int) -> UInt64 { number(at: offset, 8) }

  /// `offset` counts from the start of the slice, which must reach that far.
  private func number(at offset: Int, _ size: Int) -> UInt64 {
    let start = startIndex + offset
    return self[start..<(start + size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
