import LayerModel

/// One header block of 512 bytes.
///
/// Source: POSIX.1-2001 `pax`, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format";
/// Go `archive/tar/reader.go`, `readHeader`.
struct TarBlock {
  static let size = 512

  let bytes: [UInt8]

  var isZero: Bool { bytes.allSatisfy { $0 == 0 } }
  var type: UInt8 { bytes[156] }
  /// A GNU sparse file has blocks of holes after this one.
  var continuesGNUSparse: Bool { isGNU && bytes[482] != 0 }
  /// Of a GNU sparse file, with its holes.
  func gnuRealSize() throws(TarError) -> Int64 { try number(483..<495, "a real size") }

  private var isGNU: Bool { bytes[257..<265].elementsEqual("ustar  \0".utf8) }
  private var isUSTAR: Bool { bytes[257..<263].elementsEqual("ustar\0".utf8) }
  private var isSTAR: Bool { isUSTAR && bytes[508..<512].elementsEqual("tar\0".utf8) }

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
    bytes[field.lowerBound] == 0 || TarNumber.parse(bytes[field]) != nil
  }

  private func number(_ field: Range<Int>, _ what: String) throws(TarError) -> Int64 {
    guard let value = TarNumber.parse(bytes[field]) else {
      throw TarError(expected: what + " in a tar header")
    }
    return value
  }

  private func text(_ field: Range<Int>) -> ArraySlice<UInt8> {
    bytes[field].prefix { $0 != 0 }
  }

  /// The sum of all bytes with the checksum as spaces; old tars summed signed bytes.
  private func verifyChecksum() throws(TarError) {
    let field = 148..<156
    var unsigned: Int64 = 0
    var high: Int64 = 0
    let block = bytes.span
    for index in block.indices {
      unsigned += Int64(block[index])
      high += Int64(block[index] >> 7)
    }
    for index in field {
      unsigned += Int64(UInt8(ascii: " ")) - Int64(block[index])
      high -= Int64(block[index] >> 7)
    }
    let signed = unsigned - 256 * high
    let recorded = TarNumber.octal(bytes[field])
    guard recorded == unsigned || recorded == signed else {
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
  static func parse(_ field: ArraySlice<UInt8>) -> Int64? {
    guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
    let isNegative = first & 0x40 != 0
    var value: UInt64 = 0
    for (index, byte) in field.enumerated() {
      let flipped = isNegative ? ~byte : byte
      guard value >> 56 == 0 else { return nil }
      value = value << 8 | UInt64(index == 0 ? flipped & 0x7F : flipped)
    }
    guard let magnitude = Int64(exactly: value) else { return nil }
    return isNegative ? ~magnitude : magnitude
  }

  /// Octal digits between spaces and NULs; an empty field is 0.
  static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
    let padding: Set<UInt8> = [0, UInt8(ascii: " ")]
    let digits = field.drop { padding.contains($0) }.prefix { $0 != 0 }
    let end = digits.lastIndex { !padding.contains($0) }.map { $0 + 1 } ?? digits.startIndex
    var value: Int64 = 0
    for digit in digits[..<end] {
      guard 48...55 ~= digit, value >> 60 == 0 else { return nil }
      value = value << 3 | Int64(digit - 48)
    }
    return value
  }

  /// Decimal digits with an optional sign, as PAX records have them.
  static func decimal(_ field: ArraySlice<UInt8>) -> Int64? {
    Int64(String(decoding: field, as: UTF8.self))
  }
}
