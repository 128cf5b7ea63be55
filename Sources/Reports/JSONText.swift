import LayerModel

/// JSON string literals that are also safe to print.
///
/// Beyond what JSON demands, every character that acts on a terminal, moves or hides text is
/// written as `\uNNNN`; a reader of the JSON gets the same string back.
enum JSONText {
  static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    if text.utf8.allSatisfy(isPlain) {
      bytes += text.utf8
    } else {
      for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether the byte stands for itself in a literal, as nearly all do.
  private static func isPlain(_ byte: UInt8) -> Bool {
    0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar {
    case "\"": bytes += "\\\"".utf8
    case "\\": bytes += "\\\\".utf8
    case "\n": bytes += "\\n".utf8
    case "\r": bytes += "\\r".utf8
    case "\t": bytes += "\\t".utf8
    case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
    default:
      if EscapedText.isHarmful(scalar) {
        for unit in UTF16.encode(scalar) ?? .init() { appendEscape(unit, to: &bytes) }
      } else {
        bytes += UTF8.encode(scalar) ?? .init()
      }
    }
  }

  private static func appendEscape(_ unit: UInt16, to bytes: inout [UInt8]) {
    let digits = String(unit, radix: 16)
    bytes += "\\u".utf8
    bytes += String(repeating: "0", count: 4 - digits.utf8.count).utf8
    bytes += digits.utf8
  }
}
