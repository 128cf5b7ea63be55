internal import GoJSON
internal import LayerModel

/// What the daemon tolerates in any of its JSON files.
///
/// Kinds: `trailing-bytes`, `invalid-utf8`, `ambiguous-key`.
struct DocumentOddities {
  var kind: String
  var actual: String?
  /// The key's path, for `ambiguous-key`.
  var ambiguousPath: String?

  static func of(_ document: JSONDocument) -> [DocumentOddities] {
    var oddities: [DocumentOddities] = []
    if document.trailingBytes > 0 {
      oddities.append(.init(kind: "trailing-bytes", actual: String(document.trailingBytes)))
    }
    if document.hasInvalidUTF8 { oddities.append(.init(kind: "invalid-utf8")) }
    for key in document.ambiguousKeys where !isDistinctInMap(key) {
      oddities.append(
        .init(
          kind: "ambiguous-key", actual: shown(key.spellings), ambiguousPath: key.path))
    }
    return oddities
  }

  /// In a Go map, unlike in a structure, names that differ in case are two entries.
  private static func isDistinctInMap(_ key: JSONDocument.AmbiguousKey) -> Bool {
    let parents = key.path.split(separator: ".").dropLast().map { $0.lowercased() }
    guard parents.contains(where: maps.contains) else { return false }
    return Set(key.spellings.map { Array($0.utf8) }).count == key.spellings.count
  }

  private static let maps: Set<String> = [
    "labels", "exposedports", "volumes", "repositories", "ports", "mountpoints", "volumesrw",
  ]

  private static func shown(_ spellings: [String]) -> String {
    let text = spellings.prefix(4).joined(separator: ", ")
    return spellings.count > 4 ? text + " and \(spellings.count - 4) more" : text
  }
}
