package import LayerModel

/// How one field of an image's configuration differs from the parent's.
package struct ConfigurationChange: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable { case added, removed, changed }

  package var field: String
  package var kind: Kind
  /// What is gone: whole values, or the elements of an array or object.
  package var removed: [String]
  package var added: [String]

  package init(field: String, kind: Kind, removed: [String], added: [String]) {
    self.field = field
    self.kind = kind
    self.removed = removed
    self.added = added
  }

  /// All fields that differ, in the order of their names.
  ///
  /// `parent` is the configuration below, empty for a base layer.
  package static func between(
    parent: [ConfigurationField], layer: [ConfigurationField]
  ) -> [ConfigurationChange] {
    let before = Dictionary(parent.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let after = Dictionary(layer.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    return Set(before.keys).union(after.keys).sorted().compactMap { name in
      change(name, before[name], after[name])
    }
  }

  private static func change(
    _ field: String, _ before: String?, _ after: String?
  ) -> ConfigurationChange? {
    guard before != after else { return nil }
    let old = before.map(JSONParts.parts) ?? []
    let new = after.map(JSONParts.parts) ?? []
    let kind: Kind = before == nil ? .added : after == nil ? .removed : .changed
    let (removed, added) = difference(old, new)
    guard !removed.isEmpty || !added.isEmpty else {
      // The same elements in another order, or an empty list for none.
      return ConfigurationChange(
        field: field, kind: kind, removed: before.map { [$0] } ?? [],
        added: after.map { [$0] } ?? [])
    }
    return ConfigurationChange(field: field, kind: kind, removed: removed, added: added)
  }

  /// Elements by count, not by place: cost stays linear whatever a store holds.
  private static func difference(_ old: [String], _ new: [String]) -> ([String], [String]) {
    (missing(old, from: new), missing(new, from: old))
  }

  private static func missing(_ elements: [String], from others: [String]) -> [String] {
    var left: [String: Int] = [:]
    for other in others { left[other, default: 0] += 1 }
    return elements.filter { element in
      guard let count = left[element], count > 0 else { return true }
      left[element] = count - 1
      return false
    }
  }
}

/// The elements of a JSON array or the members of an object, without reading what is in them.
enum JSONParts {
  /// The whole text as its only part when it is neither.
  ///
  /// Expects canonical JSON on one line; of anything else it makes parts that mean little, but it
  /// stops. An empty array or object is one part too, so that it differs from `null`.
  static func parts(_ json: String) -> [String] {
    let bytes = Array(json.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count > 2,
      (first, last) == (UInt8(ascii: "["), UInt8(ascii: "]"))
        || (first, last) == (UInt8(ascii: "{"), UInt8(ascii: "}"))
    else { return [json] }
    var parts: [String] = []
    var start = 1
    var depth = 0
    var isInString = false
    var isEscaped = false
    for (position, byte) in bytes.enumerated().dropFirst().dropLast() {
      guard !isInString else {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        parts.append(String(decoding: bytes[start..<position], as: UTF8.self))
        start = position + 1
      default: break
      }
    }
    return parts + [String(decoding: bytes[start..<(bytes.count - 1)], as: UTF8.self)]
  }
}
