/// How Go matches an object's keys with the names of struct fields.
///
/// Source: Go `encoding/json/fold.go`, `foldFunc`: ASCII letters without regard to case, and the
/// two letters that fold to ASCII: KELVIN SIGN with k, LATIN SMALL LETTER LONG S with s.
enum GoFold {
  static func matches(_ key: String, _ name: String) -> Bool { folded(key) == folded(name) }

  /// Bytes that are equal for keys that Go takes for one field.
  static func folded(_ text: String) -> [UInt8] {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      switch scalar {
      case "A"..."Z": result.append(UInt8(scalar.value) | 0x20)
      case "\u{212A}": result.append(UInt8(ascii: "k"))
      case "\u{017F}": result.append(UInt8(ascii: "s"))
      default: result += Array(String(scalar).utf8)
      }
    }
    return result
  }
}
