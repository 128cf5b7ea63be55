/// Base 64 as Go's `[]byte` fields have it: the standard alphabet, padded.
enum Base64 {
  private static let invalid: UInt8 = 0xFF
  private static let sextets: [UInt8] = {
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    var table = [UInt8](repeating: invalid, count: 256)
    for (value, character) in alphabet.utf8.enumerated() { table[Int(character)] = UInt8(value) }
    return table
  }()

  /// The bytes that `text` stands for; `nil` when it is not base 64.
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
    let kept = text.dropLast(padding)
    let digits = kept.span
    let alphabet = sextets
    let table = alphabet.span
    var bytes = [UInt8](repeating: 0, count: digits.count * 3 / 4)
    var written = 0
    // Digits are checked all at once at the end: a bad one has a bit that no sextet has.
    var all: UInt8 = 0
    var place = 0
    var target = bytes.mutableSpan
    while place + 4 <= digits.count {
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
