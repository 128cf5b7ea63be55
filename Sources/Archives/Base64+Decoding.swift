package import LayerModel

/// Reading base 64 as Go's `[]byte` fields have it.
extension Base64 {
  private static let invalid: UInt8 = 0xFF
  private static let sextets: [UInt8] = {
    var table = [UInt8](repeating: invalid, count: 256)
    for (value, character) in alphabet.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// Eight digits that stand for six bytes of 0, which the target has already.
  private static let sixZeros: UInt64 = 0x4141_4141_4141_4141

  /// The bytes that `text` stands for; `nil` when it is not base 64.
  package static func decoded(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    var length = text.count
    while length > max(0, text.count - 2), text[length - 1] == UInt8(ascii: "=") { length -= 1 }
    let digits = text.extracting(first: length)
    let values = sextets
    let table = values.span
    var bytes = [UInt8](repeating: 0, count: digits.count * 3 / 4)
    var written = 0
    // Digits are checked all at once at the end: a bad one has a bit that no sextet has.
    var all: UInt8 = 0
    var place = 0
    var target = bytes.mutableSpan
    while place + 4 <= digits.count {
      // Tar headers are mostly NULs.
      while digits.word(at: place) == Self.sixZeros {
        written += 6
        place += 8
      }
      guard place + 4 <= digits.count else { break }
      let first = table[Int(digits[place])]
      let second = table[Int(digits[place + 1])]
      let third = table[Int(digits[place + 2])]
      let fourth = table[Int(digits[place + 3])]
      all |= first | second | third | fourth
      target[written] = first << 2 | second >> 4 & 3
      target[written + 1] = second << 4 | third >> 2 & 15
      target[written + 2] = third << 6 | fourth & 63
      written += 3
      place += 4
    }
    var pending: UInt32 = 0
    var bits = 0
    for place in place..<digits.count {
      let sextet = table[Int(digits[place])]
      all |= sextet
      pending = pending << 6 | UInt32(sextet)
      bits += 6
      if bits >= 8 {
        bits -= 8
        target[written] = UInt8(truncatingIfNeeded: pending >> UInt32(bits))
        written += 1
      }
    }
    return all < 64 ? bytes : nil
  }
}

extension Span<UInt8> {
  /// Eight bytes, the first one lowest; `nil` when fewer are left.
  func word(at offset: Int) -> UInt64? {
    guard offset >= 0, count - offset >= 8 else { return nil }
    // Any bytes make an integer.
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The next place of `byte` from `offset` on; `nil` when it does not occur.
  func firstIndex(of byte: UInt8, from offset: Int) -> Int? {
    var index = offset
    let pattern = Self.ones &* UInt64(byte)
    while let word = word(at: index) {
      let difference = word ^ pattern
      // The highest bit of each byte that is 0, or that follows such a byte after a borrow.
      let zeros = (difference &- Self.ones) & ~difference & Self.highBits
      if zeros != 0 { return index + zeros.trailingZeroBitCount / 8 }
      index += 8
    }
    while index < count {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }

  private static var ones: UInt64 { 0x0101_0101_0101_0101 }
  private static var highBits: UInt64 { 0x8080_8080_8080_8080 }
}
