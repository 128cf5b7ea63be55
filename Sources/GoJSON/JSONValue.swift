/// A JSON value as it stands in a file: members keep their order and their duplicates.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// The literal as written: what it may mean depends on what reads it.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([JSONMember])
}

package struct JSONMember: Hashable, Sendable {
  package let key: String
  package let value: JSONValue

  package init(key: String, value: JSONValue) {
    self.key = key
    self.value = value
  }
}

/// A value that Go's decoder would refuse for the field it meets.
///
/// Source: Go `encoding/json`, `UnmarshalTypeError`.
package struct JSONTypeError: Error, Hashable, Sendable {
  package let key: String
  package let expected: String

  package init(key: String, expected: String) {
    self.key = key
    self.expected = expected
  }
}

extension JSONValue {
  /// The member that Go would read into a field called `name`; `nil` when there is none.
  ///
  /// Keys match without regard to case and the last match wins; objects that meet the same field
  /// twice are merged.
  package func member(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    var field = DecodedField()
    for member in members where GoFold.matches(member.key, name) { field.decode(member.value) }
    return field.value
  }

  /// The members a Go map would hold: exact keys, the last one winning.
  package var entries: [JSONMember] {
    guard case .object(let members) = self else { return [] }
    var positions: [[UInt8]: Int] = [:]
    var result: [JSONMember] = []
    for member in members {
      if let position = positions[Array(member.key.utf8)] {
        result[position] = member
      } else {
        positions[Array(member.key.utf8)] = result.count
        result.append(member)
      }
    }
    return result
  }
}

/// What a struct field holds once all that meets it was decoded into it, one value after the other.
private struct DecodedField {
  private var last: JSONValue?
  /// Of objects that came in a row; kept apart, as there can be as many as members.
  private var members: [JSONMember] = []

  var value: JSONValue? {
    guard case .object = last else { return last }
    return .object(members)
  }

  mutating func decode(_ later: JSONValue) {
    switch (last, later) {
    case (.object, .object(let more)): members += more
    // Null leaves a string, a number or a flag as it was; it empties pointers, slices and maps.
    case (.string, .null), (.number, .null), (.bool, .null): break
    case (_, .object(let first)):
      members = first
      last = later
    default: last = later
    }
  }
}

/// Typed reading of one object's fields, with Go's idea of what fits.
extension JSONValue {
  /// `nil` for an absent field and for `null`, which leave a Go field at its zero value.
  package func string(_ name: String) throws(JSONTypeError) -> String? {
    switch member(name) {
    case nil, .null: return nil
    case .string(let text): return text
    default: throw JSONTypeError(key: name, expected: "a string")
    }
  }

  /// Whole numbers in plain digits only: Go refuses `1e3` and `1.0` for an integer.
  package func int64(_ name: String) throws(JSONTypeError) -> Int64? {
    switch member(name) {
    case nil, .null: return nil
    case .number(let literal):
      guard let value = Int64(literal) else {
        throw JSONTypeError(key: name, expected: "an int64")
      }
      return value
    default: throw JSONTypeError(key: name, expected: "an int64")
    }
  }

  package func bool(_ name: String) throws(JSONTypeError) -> Bool? {
    switch member(name) {
    case nil, .null: return nil
    case .bool(let value): return value
    default: throw JSONTypeError(key: name, expected: "true or false")
    }
  }

  package func strings(_ name: String) throws(JSONTypeError) -> [String]? {
    guard let value = member(name), value != .null else { return nil }
    guard case .array(let elements) = value else {
      throw JSONTypeError(key: name, expected: "an array of strings")
    }
    var strings: [String] = []
    for element in elements {
      switch element {
      case .string(let text): strings.append(text)
      case .null: strings.append("")
      default: throw JSONTypeError(key: name, expected: "an array of strings")
      }
    }
    return strings
  }

  /// A command line, written as an array or as one string.
  ///
  /// Source: docker 1.7.1 `runconfig/config.go`, `Command.UnmarshalJSON`.
  package func command(_ name: String) throws(JSONTypeError) -> [String]? {
    if case .string(let text) = member(name) { return [text] }
    return try strings(name)
  }

  package func object(_ name: String) throws(JSONTypeError) -> JSONValue? {
    switch member(name) {
    case nil, .null: return nil
    case .object(let members): return .object(members)
    default: throw JSONTypeError(key: name, expected: "an object")
    }
  }
}
