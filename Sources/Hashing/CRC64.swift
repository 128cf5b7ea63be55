/// Go's CRC-64 with the ISO polynomial, which tar-split keeps of every file.
///
/// No protection against purposeful change.
///
/// Reflected polynomial 0xD800000000000000, all ones before and after.
///
/// Source: Go `hash/crc64`, `MakeTable(ISO)`; vbatts/tar-split `archive/tar/asm`.
package struct CRC64: Sendable {
  private var state: UInt64 = .max

  package init() {}

  package var value: UInt64 { ~state }

  /// Takes eight bytes at a time, by one table for each of the eight.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    var crc = state
    var rest = bytes.span
    let tables = Self.tables
    while rest.count >= 8 {
      var word: UInt64 = 0
      for position in 0..<8 { word |= UInt64(rest[position]) << UInt64(8 * position) }
      word ^= crc
      crc = 0
      for position in 0..<8 {
        let byte = Int(truncatingIfNeeded: word >> UInt64(8 * position) & 0xFF)
        crc ^= tables[(7 - position) * 256 + byte]
      }
      rest = rest.extracting(droppingFirst: 8)
    }
    for position in rest.indices {
      crc = tables[Int(truncatingIfNeeded: (crc ^ UInt64(rest[position])) & 0xFF)] ^ (crc >> 8)
    }
    state = crc
  }

  /// Eight tables of 256: the effect of a byte that 0 to 7 more bytes follow.
  private static let tables: [UInt64] = {
    var tables = [UInt64](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt64(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xD800_0000_0000_0000 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<(8 * 256) {
      let shorter = tables[index - 256]
      tables[index] = tables[Int(truncatingIfNeeded: shorter & 0xFF)] ^ (shorter >> 8)
    }
    return tables
  }()
}
