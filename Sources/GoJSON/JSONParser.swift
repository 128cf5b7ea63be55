internal import LayerModel

/// A recursive-descent parser whose depth is bounded.
struct JSONParser {
  /// Those that were handed over and are not passed for good.
  private var bytes: [UInt8]
  /// How many came before them.
  private var passed = 0
  /// Gives the bytes after these, none at the end; `nil` when there are no more.
  private var more: (() throws(ReadProblem) -> [UInt8])?
  /// Why there are no more, when they could not be read.
  private var failure: ReadProblem?
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
  private(set) var trailingBytes = 0

  init(
    _ bytes: [UInt8], more: (() throws(ReadProblem) -> [UInt8])?, path: BytePath,
    _ maximumDepth: Int, _ maximumValues: Int
  ) {
    self.bytes = bytes
    self.more = more
    self.path = path
    self.maximumDepth = maximumDepth
    self.maximumValues = maximumValues
  }

  mutating func document() throws(ReadProblem) -> JSONValue {
    do throws(ReadProblem) {
      skipSpace()
      let result = try value()
      while let byte = peek {
        if !Self.isSpace(byte) { trailingBytes += 1 }
        offset += 1
      }
      if let failure { throw failure }
      return result
    } catch {
      throw failure ?? error
    }
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
    // As nearly all are: different words in small letters.
    if members.allSatisfy({ GoFold.isFolded($0.key) }),
      Set(members.lazy.map(\.key)).count == members.count
    {
      return
    }
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
    var literal: [UInt8] = []
    take("-", into: &literal)
    if !take("0", into: &literal) { try digits(into: &literal) }
    if take(".", into: &literal) { try digits(into: &literal) }
    if take("e", into: &literal) || take("E", into: &literal) {
      if !take("+", into: &literal) { take("-", into: &literal) }
      try digits(into: &literal)
    }
    return String(decoding: literal, as: UTF8.self)
  }

  @discardableResult
  private mutating func take(_ character: Unicode.Scalar, into literal: inout [UInt8]) -> Bool {
    let byte = UInt8(ascii: character)
    guard skip(byte) else { return false }
    literal.append(byte)
    return true
  }

  private mutating func digits(into literal: inout [UInt8]) throws(ReadProblem) {
    guard let first = peek, 48...57 ~= first else { throw malformed("a digit") }
    while let byte = peek, 48...57 ~= byte {
      literal.append(byte)
      offset += 1
    }
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
        if let text = String(validating: content, as: UTF8.self) { return text }
        hasInvalidUTF8 = true
        return String(decoding: content, as: UTF8.self)
      // The run may have ended only with the bytes that are here.
      case .some(let byte) where byte != 0x5C && byte >= 0x20: continue
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
    // What may have to be gone back over must stay.
    fill(to: 6)
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
    fill(to: 4)
    let digits = bytes[offset...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(Self.isHexDigit),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw malformed("four hexadecimal digits") }
    offset += 4
    return value
  }

  /// The byte at the offset; `nil` at the end.
  private var peek: UInt8? {
    mutating get {
      if offset >= bytes.count { fill(to: 1) }
      return offset < bytes.count ? bytes[offset] : nil
    }
  }

  /// Lets go of what was passed and reads on until `count` bytes are here, or no more can be had.
  private mutating func fill(to count: Int) {
    while bytes.count - offset < count, let next = more {
      do throws(ReadProblem) {
        let piece = try next()
        if piece.isEmpty { more = nil }
        passed += offset
        bytes.removeSubrange(..<offset)
        offset = 0
        bytes += piece
      } catch {
        failure = error
        more = nil
      }
    }
  }

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
    .malformed(path, offset: passed + offset, expected: expected)
  }
}
