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

  /// Reads a line as Go's decoder does; `nil` when it is not a JSON object with these fields.
  init?(_ line: ArraySlice<UInt8>) {
    if let plain = Self(plain: line) { self = plain } else { self.init(anyJSON: line) }
  }

  /// Reads the exact text that Go's encoder writes, which all but a few lines have.
  ///
  /// `nil` when the line has escapes, other keys or another order.
  private init?(plain line: ArraySlice<UInt8>) {
    var cursor = Cursor(rest: line)
    guard cursor.skip("{\"type\":"), let type = cursor.number() else { return nil }
    self.type = type
    if cursor.skip(",\"name\":") {
      guard let text = cursor.string() else { return nil }
      name = Array(text)
    }
    if cursor.skip(",\"name_raw\":") {
      guard let text = cursor.string(), let bytes = Base64.decoded(text) else { return nil }
      rawName = bytes
    }
    if cursor.skip(",\"size\":") {
      guard let number = cursor.number() else { return nil }
      size = number
    }
    guard cursor.skip(",\"payload\":") else { return nil }
    if !cursor.skip("null") {
      guard let text = cursor.string(), let bytes = Base64.decoded(text) else { return nil }
      payload = bytes
    }
    guard cursor.skip(",\"position\":"), let position = cursor.number(), cursor.skip("}"),
      cursor.rest.isEmpty
    else { return nil }
    self.position = position
  }

  /// Reads any JSON, at the price of a tree.
  private init?(anyJSON line: ArraySlice<UInt8>) {
    do {
      let document = try JSONDocument(parsing: Array(line), at: "")
      guard case .object = document.value, document.trailingBytes == 0 else { return nil }
      let object = document.value
      type = try object.int64("type")
      name = Array((try object.string("name") ?? "").utf8)
      size = try object.int64("size") ?? 0
      position = try object.int64("position") ?? 0
      guard let rawName = Base64.decoded(Array((try object.string("name_raw") ?? "").utf8)[...]),
        let payload = Base64.decoded(Array((try object.string("payload") ?? "").utf8)[...])
      else { return nil }
      self.rawName = rawName
      self.payload = payload
    } catch {
      return nil
    }
  }
}

/// Reads the pieces of compact JSON.
private struct Cursor {
  var rest: ArraySlice<UInt8>

  mutating func skip(_ text: String) -> Bool {
    let bytes = text.utf8
    guard rest.starts(with: bytes) else { return false }
    rest = rest.dropFirst(bytes.count)
    return true
  }

  /// A number of at most 18 digits.
  mutating func number() -> Int64? {
    let digits = rest.prefix { 48...57 ~= $0 }
    guard 1...18 ~= digits.count else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int64($1 - 48) }
  }

  /// A string of printable ASCII without escapes.
  mutating func string() -> ArraySlice<UInt8>? {
    guard rest.first == UInt8(ascii: "\"") else { return nil }
    let body = rest.dropFirst()
    let bytes = body.span
    var length = 0
    while length < bytes.count, 0x20..<0x7F ~= bytes[length], bytes[length] != 0x22,
      bytes[length] != 0x5C
    {
      length += 1
    }
    guard length < bytes.count, bytes[length] == UInt8(ascii: "\"") else { return nil }
    rest = body.dropFirst(length + 1)
    return body.prefix(length)
  }
}
