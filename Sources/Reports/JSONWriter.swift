package import LayerModel

/// Writes JSON, keys in the order they come; two spaces a level, so that two reports diff well,
/// unless all of it is to be on one line.
///
/// Keeps what was written until ``drain(above:to:)`` hands it on: memory is bounded by the largest
/// element written between two calls.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []
  /// How many members each open object or array has so far.
  private var counts: [Int] = []
  /// Whether everything is on one line.
  private let isCompact: Bool

  package init(isCompact: Bool = false) { self.isCompact = isCompact }

  package mutating func object(
    _ key: String? = nil, _ body: (inout JSONWriter) throws -> Void
  ) rethrows {
    begin(key)
    bytes.append(UInt8(ascii: "{"))
    try nested(body)
    bytes.append(UInt8(ascii: "}"))
  }

  package mutating func array(
    _ key: String? = nil, _ body: (inout JSONWriter) throws -> Void
  ) rethrows {
    begin(key)
    bytes.append(UInt8(ascii: "["))
    try nested(body)
    bytes.append(UInt8(ascii: "]"))
  }

  /// Writes `"key": value`, with `null` for `nil`: no key is ever left out.
  package mutating func field(_ key: String, _ value: (any JSONScalar)?) {
    begin(key)
    append(value)
  }

  package mutating func element(_ value: any JSONScalar) {
    begin(nil)
    append(value)
  }

  package mutating func strings(_ key: String, _ values: [String]) {
    array(key) { list in for value in values { list.element(value) } }
  }

  /// Writes `key` as readable text and `key_base64`: the exact bytes where the text cannot be.
  ///
  /// `key_base64` is `null` when the path is UTF-8 or there is none.
  package mutating func path(_ key: String, _ path: BytePath?) {
    field(key, path.map { EscapedText.utf8($0.bytes) })
    let exact = path.flatMap { EscapedText.isUTF8($0.bytes) ? nil : Base64.text(of: $0.bytes) }
    field(key + "_base64", exact)
  }

  package mutating func end() { bytes.append(UInt8(ascii: "\n")) }

  /// Hands all bytes to `sink` once there are more than `limit`.
  package mutating func drain(
    above limit: Int = 0, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    guard bytes.count > limit else { return }
    try sink(bytes[...])
    bytes.removeAll(keepingCapacity: true)
  }

  private mutating func nested(_ body: (inout JSONWriter) throws -> Void) rethrows {
    counts.append(0)
    try body(&self)
    if let members = counts.popLast(), members > 0 { newLine() }
  }

  private mutating func begin(_ key: String?) {
    if let last = counts.indices.last {
      if counts[last] > 0 { bytes.append(UInt8(ascii: ",")) }
      counts[last] += 1
      newLine()
    }
    guard let key else { return }
    JSONText.append(key, to: &bytes)
    bytes += ": ".utf8
  }

  private mutating func newLine() {
    guard !isCompact else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * counts.count))
  }

  private mutating func append(_ value: (any JSONScalar)?) {
    guard let value else {
      bytes += "null".utf8
      return
    }
    value.appendJSON(to: &bytes)
  }
}

/// A value that is one JSON token.
package protocol JSONScalar {
  func appendJSON(to bytes: inout [UInt8])
}

extension String: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { JSONText.append(self, to: &bytes) }
}

extension Bool: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { bytes += (self ? "true" : "false").utf8 }
}

extension Int: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { bytes += String(self).utf8 }
}

extension ByteCount: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { bytes += String(value).utf8 }
}

extension Timestamp: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { JSONText.append(text, to: &bytes) }
}

extension Digest: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) { JSONText.append(description, to: &bytes) }
}

extension Identifier: JSONScalar {
  package func appendJSON(to bytes: inout [UInt8]) {
    JSONText.append(EscapedText.utf8(name.bytes), to: &bytes)
  }
}
