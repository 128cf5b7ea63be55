/// Text from a store made fit to show: nothing in it can act on a terminal or hide in a line.
package enum EscapedText {
  /// The bytes as UTF-8 that is safe to print.
  ///
  /// Every byte that is not UTF-8, every control character and every
  /// character that moves or hides text (bidirectional overrides, zero width, line separators)
  /// is written as `\xNN` or `\u{NNNN}`. A backslash stays as it is unless it begins such an escape.
  package static func terminal(_ bytes: some Collection<UInt8>) -> String {
    guard !bytes.allSatisfy(isPlain) else { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    decode(bytes) { scalar in
      if isHarmful(scalar) {
        text += scalar.value < 0x80 ? hex(UInt8(scalar.value)) : "\\u{\(hexDigits(scalar.value))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    } invalid: { byte in
      text += hex(byte)
    }
    return text
  }

  package static func terminal(_ text: String) -> String {
    text.utf8.allSatisfy(isPlain) ? text : terminal(Array(text.utf8))
  }

  /// Text of several lines that is safe to print: as ``terminal(_:)``, but newlines stay.
  package static func lines(_ text: String) -> String {
    let newline = UInt8(ascii: "\n")
    guard !text.utf8.allSatisfy({ isPlain($0) || $0 == newline }) else { return text }
    return text.utf8.split(separator: newline, omittingEmptySubsequences: false)
      .map { terminal(Array($0)) }.joined(separator: "\n")
  }

  /// The bytes as UTF-8 with only undecodable bytes written as `\xNN`, for encoders that escape
  /// control characters themselves (JSON).
  package static func utf8(_ bytes: some Collection<UInt8>) -> String {
    guard !bytes.allSatisfy(isPlain) else { return String(decoding: bytes, as: UTF8.self) }
    var text = ""
    decode(bytes) {
      text.unicodeScalars.append($0)
    } invalid: {
      text += hex($0)
    }
    return text
  }

  /// Whether the bytes are UTF-8 as they stand.
  package static func isUTF8(_ bytes: some Collection<UInt8>) -> Bool {
    if bytes.allSatisfy(isPlain) { return true }
    var valid = true
    decode(bytes) { _ in
    } invalid: { _ in
      valid = false
    }
    return valid
  }

  /// Whether a byte is a character of ASCII that can be seen, or a space: nearly all text is made of
  /// these, and shown as it is.
  private static func isPlain(_ byte: UInt8) -> Bool { 0x20...0x7E ~= byte }

  private static func decode(
    _ bytes: some Collection<UInt8>, valid: (Unicode.Scalar) -> Void, invalid: (UInt8) -> Void
  ) {
    var rest = Array(bytes)[...]
    while let first = rest.first {
      let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      var decoder = UTF8()
      var unit = rest.prefix(length).makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&unit),
        UTF8.encode(scalar)?.count == min(length, rest.count)
      {
        valid(scalar)
        rest = rest.dropFirst(length)
      } else {
        invalid(first)
        rest = rest.dropFirst()
      }
    }
  }

  /// Whether a character acts on a terminal, moves or hides text, or has no agreed look.
  package static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return !isPlain(UInt8(scalar.value)) }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      true
    default: scalar.properties.isDefaultIgnorableCodePoint
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = hexDigits(UInt32(byte))
    return "\\x" + (digits.count < 2 ? "0" : "") + digits
  }

  private static func hexDigits(_ value: UInt32) -> String { String(value, radix: 16) }
}
