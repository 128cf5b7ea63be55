extension JSONValue {
  /// Compact JSON in file order.
  package var text: String { rendered(canonical: false) }

  /// Compact JSON by which two values can be compared: of each key the last member, sorted.
  package var canonicalText: String { rendered(canonical: true) }

  private func rendered(canonical: Bool) -> String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let literal): literal
    case .string(let text): Self.quoted(text)
    case .array(let elements):
      "[" + elements.map { $0.rendered(canonical: canonical) }.joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + (canonical
        ? entries.sorted { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }
        : members)
        .map { Self.quoted($0.key) + ":" + $0.value.rendered(canonical: canonical) }
        .joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{00}"..."\u{1F}", "\u{7F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
