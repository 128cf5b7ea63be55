internal import LayerModel

/// A recursive-descent parser whose depth is bounded.
struct JSONParser {
  private let bytes: [UInt8]
  private let path: BytePath
  private let maximumDepth: Int
  private var offset = 0
  private var keys: [String] = []
  private var depth = 0
  private let maximumValues: Int
  private var values = 0
  /// The list at the top whose elements are handed over instead of being kept.
  var list: (key: String, element: (JSONValue) throws(ReadProblem) -> Void)?

  private(set) var hasInvalidUTF8 = false
  private(set) var ambiguousKeys: [JSONDocument.AmbiguousKey] = []

  init(_ bytes: [UInt8], path: BytePath, _ maximumDepth: Int, _ maximumValues: Int) {
    self.bytes = bytes
    self.path = path
    self.maximumDepth = maximumDepth
    self.maximumValues = maximumValues
  }

  var trailingBytes: Int { bytes[offset...].count { !Self.isSpace($0) } }

  mutating func document() throws(ReadProblem) -> JSONValue {
    skipSpace()
    return try value()
  }

  private mutating func value() throws(ReadProblem) -> JSONValue {
    values += 1
    guard values <= maximumValues else {
      throw .tooMany(path, limit: maximumValues, things: "values")
    }
    switch peek {
    case UInt8(ascii: "{"):
      return try nested { (parser) throws(ReadProblem) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(ReadProblem) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case .some(let byte) where byte == UInt8(ascii: "-") || 48...57 ~= byte:
      return .number(try number())
    default: throw malformed("a JSON value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONParser) throws(ReadProblem) -> JSONValue
  ) throws(ReadProblem) -> JSONValue {
    guard depth < maximumDepth else {
      throw .tooLarge(path, limit: ByteCount(clamping: maximumDepth))
    }
    depth += 1
    offset += 1
    skipSpace()
    let value = try body(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(ReadProblem) -> JSONValue {
    var members: [JSONMember] = []
    if skip(UInt8(ascii: "}")) { return .object(members) }
    while true {
      guard peek == UInt8(ascii: "\"") else { throw malformed("a key") }
      let key = try string()
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw malformed("a colon") }
      skipSpace()
      keys.append(key)
      members.append(JSONMember(key: key, value: try value()))
      keys.removeLast()
      skipSpace()
      if skip(UInt8(ascii: "}")) { break }
      guard skip(UInt8(ascii: ",")) else { throw malformed("a comma or }") }
      skipSpace()
    }
    noteAmbiguities(members)
    return .object(members)
  }

  private mutating func noteAmbiguities(_ members: [JSONMember]) {
    guard members.count > 1, ambiguousKeys.count < Self.ambiguousLimit else { return }
    let spellings = Dictionary(grouping: members.map(\.key), by: GoFold.folded)
    guard spellings.count < members.count else { return }
    let found = spellings.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    for spellings in found.prefix(Self.ambiguousLimit - ambiguousKeys.count) {
      let parts = (keys.suffix(Self.shownKeys) + [spellings[0]]).map { cut($0) }
      ambiguousKeys.append(
        JSONDocument.AmbiguousKey(
          path: parts.joined(separator: "."), spellings: spellings.prefix(Self.shownKeys).map(cut)))
    }
  }

  /// More than these are not told of one document.
  private static let ambiguousLimit = 100
  /// Of the keys on the way to one, and of its spellings.
  private static let shownKeys = 8

  private func cut(_ key: String) -> String {
    String(String.UnicodeScalarView(key.unicodeScalars.prefix(64)))
  }

  private mutating func array() throws(ReadProblem) -> JSONValue {
    var elements: [JSONValue] = []
    if skip(UInt8(ascii: "]")) { return .array(elements) }
    let isHandedOver = depth == 2 && keys.count == 1 && list.map { isNow($0.key) } == true
    while true {
      if isHandedOver {
        let before = values
        try list?.element(try value())
        values = before
      } else {
        elements.append(try value())
      }
      skipSpace()
      if skip(UInt8(ascii: "]")) { return .array(elements) }
      guard skip(UInt8(ascii: ",")) else { throw malformed("a comma or ]") }
      skipSpace()
    }
  }

  private func isNow(_ key: String) -> Bool {
    keys.last.map { GoFold.matches($0, key) } == true
  }

  private mutating func literal(
    _ text: StaticString, _ value: JSONValue
  ) throws(ReadProblem) -> JSONValue {
    for byte in text.description.utf8 {
      guard skip(byte) else { throw malformed(text.description) }
    }
    return value
  }

  private mutating func number() throws(ReadProblem) -> String {
    let start = offset
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try digits() }
    if skip(UInt8(ascii: ".")) { try digits() }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func digits() throws(ReadProblem) {
    let run = bytes[offset...].prefix { 48...57 ~= $0 }
    guard !run.isEmpty else { throw malformed("a digit") }
    offset += run.count
  }

  private mutating func string() throws(ReadProblem) -> String {
    offset += 1
    var content: [UInt8] = []
    while true {
      let run = bytes[offset...].prefix { $0 != 0x22 && $0 != 0x5C && $0 >= 0x20 }
      content += run
      offset += run.count
      switch peek {
      case 0x22:
        offset += 1
        let text = String(decoding: content, as: UTF8.self)
        // Decoding puts U+FFFD for what is not UTF-8, so that the lengths differ.
        if !text.utf8.elementsEqual(content) { hasInvalidUTF8 = true }
        return text
      case 0x5C: try escape(into: &content)
      default: throw malformed("the end of a string")
      }
    }
  }

  private mutating func escape(into content: inout [UInt8]) throws(ReadProblem) {
    offset += 1
    let escapes: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
      0x74: 0x09,
    ]
    if let byte = peek, let meaning = escapes[byte] {
      content.append(meaning)
      offset += 1
    } else if peek == UInt8(ascii: "u") {
      content += String(try unicodeEscape()).utf8
    } else {
      throw malformed("an escape")
    }
  }

  /// One code point from `\uXXXX` or a surrogate pair; a lone surrogate is U+FFFD, as in Go.
  private mutating func unicodeEscape() throws(ReadProblem) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let afterFirst = offset
    if 0xD800..<0xDC00 ~= first, bytes[offset...].starts(with: [0x5C, 0x75]) {
      offset += 1
      let second = try hexadecimal()
      if 0xDC00..<0xE000 ~= second,
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
      offset = afterFirst
    }
    hasInvalidUTF8 = true
    return "\u{FFFD}"
  }

  /// Four digits after the `u` at the offset.
  private mutating func hexadecimal() throws(ReadProblem) -> UInt32 {
    offset += 1
    let digits = bytes[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(Self.isHexDigit),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("four hexadecimal digits") }
    offset += 4
    return value
  }

  private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, Self.isSpace(byte) { offset += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    48...57 ~= byte || 65...70 ~= byte || 97...102 ~= byte
  }

  private func malformed(_ expected: String) -> ReadProblem {
    .malformed(path, offset: offset, expected: expected)
  }
}
