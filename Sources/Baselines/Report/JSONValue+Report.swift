internal import Archives
internal import GoJSON
internal import LayerModel

/// The keys of a report, each of which must be there and have the type that the schema gives it.
extension JSONValue {
  private func required<Value>(
    _ value: Value?, _ name: String, _ expected: String
  ) throws(JSONTypeError) -> Value {
    guard let value else { throw JSONTypeError(key: name, expected: expected) }
    return value
  }

  func text(_ name: String) throws(JSONTypeError) -> String {
    try required(try string(name), name, "a string")
  }

  func flag(_ name: String) throws(JSONTypeError) -> Bool {
    try required(try bool(name), name, "true or false")
  }

  /// Of things, so never below zero.
  func count(_ name: String) throws(JSONTypeError) -> Int {
    try required(try optionalCount(name), name, "a number")
  }

  func optionalCount(_ name: String) throws(JSONTypeError) -> Int? {
    guard let number = try int64(name) else { return nil }
    guard number >= 0 else { throw JSONTypeError(key: name, expected: "a number from 0 up") }
    return Int(number)
  }

  func bytes(_ name: String) throws(JSONTypeError) -> ByteCount {
    try required(try optionalBytes(name), name, "a number of bytes")
  }

  func optionalBytes(_ name: String) throws(JSONTypeError) -> ByteCount? {
    try int64(name).map { ByteCount($0) }
  }

  func seconds(_ name: String) throws(JSONTypeError) -> Double {
    guard case .number(let literal)? = member(name), let value = Double(literal), value.isFinite
    else { throw JSONTypeError(key: name, expected: "a number of seconds") }
    return value
  }

  func time(_ name: String) throws(JSONTypeError) -> Timestamp {
    try required(try optionalTime(name), name, "a time")
  }

  func optionalTime(_ name: String) throws(JSONTypeError) -> Timestamp? {
    guard let text = try string(name) else { return nil }
    guard let time = Timestamp(text: text) else {
      throw JSONTypeError(key: name, expected: "a time")
    }
    return time
  }

  func word<Word: RawRepresentable<String>>(_ name: String) throws(JSONTypeError) -> Word {
    guard let word = Word(rawValue: try text(name)) else {
      throw JSONTypeError(key: name, expected: "a word that is known")
    }
    return word
  }

  func optionalWord<Word: RawRepresentable<String>>(_ name: String) throws(JSONTypeError) -> Word? {
    try string(name) == nil ? nil : word(name)
  }

  func digest(_ name: String) throws(JSONTypeError) -> Digest? {
    guard let text = try string(name) else { return nil }
    guard let digest = Digest(prefixed: text) else {
      throw JSONTypeError(key: name, expected: "a SHA-256 digest")
    }
    return digest
  }

  func blobDigest(_ name: String) throws(JSONTypeError) -> BlobDigest? {
    guard let text = try string(name) else { return nil }
    guard let digest = BlobDigest(text) else {
      throw JSONTypeError(key: name, expected: "a digest")
    }
    return digest
  }

  /// The exact bytes where the text cannot be them.
  func optionalPath(_ name: String) throws(JSONTypeError) -> BytePath? {
    guard let exact = try string(name + "_base64") else {
      return try string(name).map { BytePath($0) }
    }
    guard let bytes = Base64.decoded(Array(exact.utf8).span) else {
      throw JSONTypeError(key: name + "_base64", expected: "base 64")
    }
    return BytePath(bytes)
  }

  func path(_ name: String) throws(JSONTypeError) -> BytePath {
    try required(try optionalPath(name), name, "a path")
  }

  func identifier<Kind>(_ name: String) throws(JSONTypeError) -> Identifier<Kind>? {
    try string(name).map { Identifier($0) }
  }

  func identifiers<Kind>(_ name: String) throws(JSONTypeError) -> [Identifier<Kind>] {
    try texts(name).map { Identifier($0) }
  }

  func texts(_ name: String) throws(JSONTypeError) -> [String] {
    try required(try strings(name), name, "an array of strings")
  }

  func part(_ name: String) throws(JSONTypeError) -> JSONValue {
    try required(try object(name), name, "an object")
  }

  func optional<Part>(
    _ name: String, _ read: (JSONValue) throws(JSONTypeError) -> Part
  ) throws(JSONTypeError) -> Part? {
    guard let value = try object(name) else { return nil }
    return try read(value)
  }

  /// The objects of an array.
  func list(_ name: String) throws(JSONTypeError) -> [JSONValue] {
    guard member(name) != nil, member(name) != .null else {
      throw JSONTypeError(key: name, expected: "an array of objects")
    }
    return try objects(name)
  }

  /// The objects of an array; none for an absent field and for `null`.
  func objects(_ name: String) throws(JSONTypeError) -> [JSONValue] {
    guard let value = member(name), value != .null else { return [] }
    guard case .array(let elements) = value else {
      throw JSONTypeError(key: name, expected: "an array of objects")
    }
    for element in elements {
      guard case .object = element else {
        throw JSONTypeError(key: name, expected: "an array of objects")
      }
    }
    return elements
  }

  /// Longer than any path of Linux once it is escaped.
  private var longestPath: Int { 16_384 }

  /// A number of bytes; none is below zero.
  func size(_ name: String) throws(JSONTypeError) -> ByteCount? {
    let value = try optionalBytes(name)
    guard value ?? 0 >= 0 else { throw JSONTypeError(key: name, expected: "a number of bytes") }
    return value
  }

  /// `nil` when the files were not listed.
  func listing() throws(JSONTypeError) -> [SizedFile]? {
    guard let value = member("listing"), value != .null else { return nil }
    var files: [SizedFile] = []
    for file in try objects("listing") {
      guard let path = try file.string("path"), path.utf8.count <= longestPath,
        let bytes = try file.size("bytes")
      else {
        throw JSONTypeError(key: "listing", expected: "a list of paths and bytes")
      }
      files.append(SizedFile(path: BytePath(path), bytes: bytes))
    }
    return files
  }
}
