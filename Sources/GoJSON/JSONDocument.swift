package import LayerModel

/// One JSON file, read as Go's `json.Decoder` reads it: one value, and what stands behind it.
package struct JSONDocument: Hashable, Sendable {
  /// Spellings of one key in one object, of which Go takes the last.
  package struct AmbiguousKey: Hashable, Sendable {
    /// The last keys on the way from the root, each cut to what can be read, joined by dots:
    /// `config.Env`.
    package let path: String
    /// The first few, in file order.
    package let spellings: [String]
  }

  package let value: JSONValue
  /// Bytes other than white space after the value: `json.Decoder` accepts them, `json.Unmarshal`
  /// does not.
  package let trailingBytes: Int
  /// Whether bytes that are not UTF-8, or lone surrogates, became U+FFFD.
  package let hasInvalidUTF8: Bool
  /// The first hundred.
  package let ambiguousKeys: [AmbiguousKey]

  /// More values than any document of one image or container has.
  ///
  /// Each takes some 50 bytes of memory, and may take but two in the file.
  package static let usualValues = 250_000

  /// Parses one value.
  ///
  /// - Throws: `malformed` with the offset where Go would stop; `tooLarge` for deeper nesting than
  ///   `maximumDepth`, which is less than Go's 10,000 and far more than any real document has.
  ///   `tooMany` for more than `maximumValues`.
  package init(
    parsing bytes: [UInt8], at path: BytePath, maximumDepth: Int = 512,
    maximumValues: Int = usualValues
  ) throws(ReadProblem) {
    try self.init(JSONParser(bytes, more: nil, path: path, maximumDepth, maximumValues))
  }

  /// Parses one object and hands over the elements of one list in it as they come, so that a long
  /// list need not fit in memory; in ``value`` that list is empty.
  ///
  /// `maximumValues` bounds the values of each element, and those of the rest. `more` gives the bytes
  /// after `bytes` piece by piece, none at the end, so that they need not fit either.
  package init(
    parsing bytes: [UInt8], at path: BytePath, maximumValues: Int, list key: String,
    more: (() throws(ReadProblem) -> [UInt8])? = nil,
    element: @escaping (JSONValue) throws(ReadProblem) -> Void
  ) throws(ReadProblem) {
    var parser = JSONParser(bytes, more: more, path: path, 512, maximumValues)
    parser.list = (key, element)
    try self.init(parser)
  }

  private init(_ parser: JSONParser) throws(ReadProblem) {
    var parser = parser
    value = try parser.document()
    trailingBytes = parser.trailingBytes
    hasInvalidUTF8 = parser.hasInvalidUTF8
    ambiguousKeys = parser.ambiguousKeys
  }
}
