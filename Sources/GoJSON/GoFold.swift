/// How Go matches an object's keys with the names of struct fields.
///
/// Source: Go `encoding/json/fold.go`, `foldFunc`: ASCII letters without regard to case, and the
/// two letters that fold to ASCII: KELVIN SIGN with k, LATIN SMALL LETTER LONG S with s.
enum GoFold {
  static func matches(_ key: String, _ name: String) -> Bool {
    // Nearly every key is ASCII, and most differ early from a field that is asked for.
    var rest = name.utf8.makeIterator()
    for byte in key.utf8 {
      guard byte < 0x80 else { return folded(key) == folded(name) }
      guard let other = rest.next(), lowercased(byte) == lowercased(other) else { return false }
    }
    return rest.next() == nil
  }

  /// Whether the key is ASCII without capitals, so that folding leaves it as it is.
  static func isFolded(_ key: String) -> Bool {
    key.utf8.allSatisfy { $0 < 0x80 && lowercased($0) == $0 }
  }

  /// Bytes that are equal for keys that Go takes for one field.
  static func folded(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\u{212A}": result.append(UInt8(ascii: "k"))
      case "\u{017F}": result.append(UInt8(ascii: "s"))
      default: result += UTF8.encode(scalar)?.map(lowercased) ?? []
      }
    }
    return result
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
  }
}
