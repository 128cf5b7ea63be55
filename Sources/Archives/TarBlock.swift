import LayerModel

/// One header block of 512 bytes.
///
/// Source: POSIX.1-2001 `pax`, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format";
/// Go `archive/tar/reader.go`, `readHeader`.
struct TarBlock {
  static let size = 512

  /// Of whatever array they lie in.
  let bytes: ArraySlice<UInt8>

  var isZero: Bool { bytes.allSatisfy { $0 == 0 } }
  var type: UInt8 { self[156] }
  /// A GNU sparse file has blocks of holes after this one.
  var continuesGNUSparse: Bool { isGNU && self[482] != 0 }
  /// Of a GNU sparse file, with its holes.
  func gnuRealSize() throws(TarError) -> Int64 { try number(483..<495, "a real size") }

  private subscript(_ offset: Int) -> UInt8 { bytes[bytes.startIndex + offset] }
  private subscript(_ field: Range<Int>) -> ArraySlice<UInt8> {
    bytes[(bytes.startIndex + field.lowerBound)..<(bytes.startIndex + field.upperBound)]
  }

  private static let gnuMagic = Array("ustar  \0".utf8)
  private static let ustarMagic = Array("ustar\0".utf8)
  private static let starMagic = Array("tar\0".utf8)

  private var isGNU: Bool { self[257..<265] == Self.gnuMagic[...] }
  private var isUSTAR: Bool { self[257..<263] == Self.ustarMagic[...] }
  private var isSTAR: Bool { isUSTAR && self[508..<512] == Self.starMagic[...] }

  /// The entry that this block alone describes.
  func header() throws(TarError) -> TarHeader {
    try verifyChecksum()
    let size = try number(124..<136, "a size")
    guard size >= 0 else { throw TarError(expected: "a size that is not negative") }
    let isDevice = type == UInt8(ascii: "3") || type == UInt8(ascii: "4")
    let hasDevice = isDevice && (isGNU || isUSTAR)
    var header = TarHeader(
      name: BytePath(text(0..<100)), type: type, kind: .unknown, isHardLink: false,
      mode: UInt32(truncatingIfNeeded: try number(100..<108, "a mode")) & 0o7777,
      owner: try number(108..<116, "an owner"), group: try number(116..<124, "a group"),
      size: ByteCount(size), modified: Timestamp(seconds: try number(136..<148, "a time")),
      linkName: BytePath(text(157..<257)),
      deviceMajor: hasDevice ? try number(329..<337, "a device number") : 0,
      deviceMinor: hasDevice ? try number(337..<345, "a device number") : 0)
    let prefix = BytePath(self.prefix)
    if !prefix.isEmpty {
      header.name = BytePath(prefix.bytes + [UInt8(ascii: "/")] + header.name.bytes)
    }
    header.deriveKind()
    return header
  }

  /// What stands before the name.
  ///
  /// GNU headers have times there, but old Go writers put a prefix in them.
  private var prefix: ArraySlice<UInt8> {
    if isSTAR { return text(345..<476) }
    if isUSTAR { return text(345..<500) }
    guard isGNU, !isTime(345..<357) || !isTime(357..<369) else { return [] }
    let prefix = text(345..<500)
    return prefix.allSatisfy { $0 < 0x80 } ? prefix : []
  }

  private func isTime(_ field: Range<Int>) -> Bool {
    self[field.lowerBound] == 0 || TarNumber.parse(bytes.span.extracting(field)) != nil
  }

  private func number(_ field: Range<Int>, _ what: String) throws(TarError) -> Int64 {
    guard let value = TarNumber.parse(bytes.span.extracting(field)) else {
      throw TarError(expected: what + " in a tar header")
    }
    return value
  }

  private func text(_ field: Range<Int>) -> ArraySlice<UInt8> {
    let bytes = self[field]
    return bytes.span.firstIndex(of: 0, from: 0).map { bytes.prefix($0) } ?? bytes
  }

  /// The sum of all bytes with the checksum as spaces; old tars summed signed bytes.
  private func verifyChecksum() throws(TarError) {
    let field = 148..<156
    let block = bytes.span
    var unsigned: UInt32 = 0
    for index in block.indices { unsigned &+= UInt32(block[index]) }
    for index in field { unsigned = unsigned &+ UInt32(UInt8(ascii: " ")) &- UInt32(block[index]) }
    let recorded = TarNumber.octal(block.extracting(field))
    guard recorded != Int64(unsigned) else { return }
    let high = Int64(self[0..<148].count { $0 > 127 } + self[156..<Self.size].count { $0 > 127 })
    guard recorded == Int64(unsigned) - 256 * high else {
      throw TarError(expected: "a tar header with its checksum")
    }
  }
}

/// Numbers of tar headers.
enum TarNumber {
  /// Octal digits, or base 256 when the first bit is set; `nil` for anything else and for what
  /// does not fit `Int64`.
  ///
  /// Source: Go `archive/tar/strconv.go`, `parseNumeric`.
  static func parse(_ field: Span<UInt8>) -> Int64? {
    guard !field.isEmpty, field[0] & 0x80 != 0 else { return octal(field) }
    let isNegative = field[0] & 0x40 != 0
    var value: UInt64 = 0
    for index in field.indices {
      let flipped = isNegative ? ~field[index] : field[index]
      guard value >> 56 == 0 else { return nil }
      value = value << 8 | UInt64(index == 0 ? flipped & 0x7F : flipped)
    }
    guard let magnitude = Int64(exactly: value) else { return nil }
    return isNegative ? ~magnitude : magnitude
  }

  /// Octal digits between spaces and NULs; an empty field is 0.
  static func octal(_ bytes: Span<UInt8>) -> Int64? {
    let space = UInt8(ascii: " ")
    var index = 0
    while index < bytes.count, bytes[index] == 0 || bytes[index] == space { index += 1 }
    var value: Int64 = 0
    while index < bytes.count, 48...55 ~= bytes[index] {
      guard value >> 60 == 0 else { return nil }
      value = value << 3 | Int64(bytes[index] - 48)
      index += 1
    }
    while index < bytes.count, bytes[index] == space { index += 1 }
    return index == bytes.count || bytes[index] == 0 ? value : nil
  }

  /// Decimal digits with an optional sign, as PAX records have them.
  static func decimal(_ field: ArraySlice<UInt8>) -> Int64? {
    Int64(String(decoding: field, as: UTF8.self))
  }
}
