import GoJSON
import LayerModel

/// The fields of one line of `tar-data.json`.
///
/// Source: tar-split `tar/storage/entry.go`, `Entry`.
struct TarSplitLine {
  var type: Int64?
  var name: [UInt8] = []
  var rawName: [UInt8] = []
  var size: Int64 = 0
  var payload: [UInt8] = []
  var position: Int64?

  /// Reads the exact text that Go's encoder writes, which all but a few lines have, and moves
  /// `offset` behind it.
  ///
  /// `nil` when the line has escapes, other keys or another order, and when its end is not there.
  init?(plainIn lines: [UInt8], at offset: inout Int) {
    let bytes = lines.span
    var cursor = Cursor(offset: offset)
    guard cursor.skip(Key.type, in: bytes), let type = cursor.number(in: bytes) else { return nil }
    self.type = type
    if cursor.skip(Key.name, in: bytes) {
      guard let text = cursor.string(in: bytes) else { return nil }
      name = Array(lines[text])
    }
    if cursor.skip(Key.rawName, in: bytes) {
      guard let text = cursor.base64(in: bytes) else { return nil }
      rawName = text
    }
    if cursor.skip(Key.size, in: bytes) {
      guard let number = cursor.number(in: bytes) else { return nil }
      size = number
    }
    guard cursor.skip(Key.payload, in: bytes) else { return nil }
    if !cursor.skip(Key.null, in: bytes) {
      guard let content = cursor.base64(in: bytes) else { return nil }
      payload = content
    }
    guard cursor.skip(Key.position, in: bytes), let position = cursor.number(in: bytes),
      cursor.skip(Key.end, in: bytes)
    else { return nil }
    self.position = position
    offset = cursor.offset
  }

  /// Reads any JSON as Go's decoder does, at the price of a tree; `nil` when it is not an object with
  /// these fields.
  init?(anyJSON line: ArraySlice<UInt8>) {
    do {
      let document = try JSONDocument(parsing: Array(line), at: "")
      guard case .object = document.value, document.trailingBytes == 0 else { return nil }
      let object = document.value
      type = try object.int64("type")
      name = Array((try object.string("name") ?? "").utf8)
      size = try object.int64("size") ?? 0
      position = try object.int64("position") ?? 0
      guard let rawName = Base64.decoded(Array((try object.string("name_raw") ?? "").utf8).span),
        let payload = Base64.decoded(Array((try object.string("payload") ?? "").utf8).span)
      else { return nil }
      self.rawName = rawName
      self.payload = payload
    } catch {
      return nil
    }
  }
}

/// What stands between the values of a line.
private enum Key {
  static let type = Array("{\"type\":".utf8)
  static let name = Array(",\"name\":".utf8)
  static let rawName = Array(",\"name_raw\":".utf8)
  static let size = Array(",\"size\":".utf8)
  static let payload = Array(",\"payload\":".utf8)
  static let null = Array("null".utf8)
  static let position = Array(",\"position\":".utf8)
  static let end = Array("}\n".utf8)
}

/// Reads the pieces of compact JSON.
private struct Cursor {
  var offset: Int

  mutating func skip(_ text: [UInt8], in bytes: Span<UInt8>) -> Bool {
    guard bytes.count - offset >= text.count else { return false }
    for index in text.indices where bytes[offset + index] != text[index] { return false }
    offset += text.count
    return true
  }

  /// A number of at most 18 digits.
  mutating func number(in bytes: Span<UInt8>) -> Int64? {
    var end = offset
    var value: Int64 = 0
    while end < bytes.count, 48...57 ~= bytes[end], end - offset < 18 {
      value = value * 10 + Int64(bytes[end] - 48)
      end += 1
    }
    guard end > offset, end < bytes.count, !(48...57 ~= bytes[end]) else { return nil }
    offset = end
    return value
  }

  /// Where a string of printable ASCII without escapes lies.
  mutating func string(in bytes: Span<UInt8>) -> Range<Int>? {
    guard offset < bytes.count, bytes[offset] == Self.quote else { return nil }
    let start = offset + 1
    var end = start
    while end < bytes.count, 0x20..<0x7F ~= bytes[end], bytes[end] != Self.quote,
      bytes[end] != UInt8(ascii: "\\")
    {
      end += 1
    }
    guard end < bytes.count, bytes[end] == Self.quote else { return nil }
    offset = end + 1
    return start..<end
  }

  /// What a string of base 64 stands for.
  mutating func base64(in bytes: Span<UInt8>) -> [UInt8]? {
    guard offset < bytes.count, bytes[offset] == Self.quote else { return nil }
    let start = offset + 1
    guard let end = bytes.firstIndex(of: Self.quote, from: start),
      let decoded = Base64.decoded(bytes.extracting(start..<end))
    else { return nil }
    offset = end + 1
    return decoded
  }

  private static let quote = UInt8(ascii: "\"")
}
