internal import LayerModel

/// Bytes as one word of bash, whatever is in them.
enum ShellWord {
  /// Plain words stay as they are, others are quoted.
  ///
  /// What cannot be shown is written in octal, so that nothing from a store acts on a shell or
  /// hides on a terminal.
  static func quoted(_ bytes: [UInt8]) -> String {
    if !bytes.isEmpty, bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
    let shown = EscapedText.terminal(bytes)
    guard shown.utf8.elementsEqual(bytes) else {
      return "$'" + bytes.map(octal).joined() + "'"
    }
    let pieces = shown.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + pieces.joined(separator: "'\\''") + "'"
  }

  static func quoted(_ text: String) -> String { quoted(Array(text.utf8)) }
  static func quoted(_ path: BytePath) -> String { quoted(path.bytes) }

  private static func octal(_ byte: UInt8) -> String {
    if isPlain(byte) { return String(UnicodeScalar(byte)) }
    let digits = String(byte, radix: 8)
    return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "/._-:@+=,".utf8.contains(byte)
    }
  }
}
