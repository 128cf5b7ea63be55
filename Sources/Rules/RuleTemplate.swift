package import Facts
internal import LayerModel

/// A text with `{column}` places, such as `layer {short_id} records {recorded_bytes:bytes}`.
package struct RuleTemplate: Hashable, Sendable {
  package enum Format: String, Hashable, Sendable, CaseIterable {
    /// Binary units.
    case bytes
    /// `3 d 4 h`.
    case duration
    /// The first 12 characters.
    case short
  }

  private enum Piece: Hashable, Sendable {
    case text(String)
    case place(name: String, format: Format?)
  }

  package let source: String
  private let pieces: [Piece]

  /// The names in braces.
  package var names: [String] {
    pieces.compactMap { piece in
      guard case .place(let name, _) = piece else { return nil }
      return name
    }
  }

  /// Parses a text.
  ///
  /// - Throws: what is wrong, in words.
  package init(_ source: String) throws(RuleTextError) {
    self.source = source
    var pieces: [Piece] = []
    var rest = source[...]
    while let open = rest.firstIndex(of: "{") {
      pieces.append(.text(String(rest[..<open])))
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw RuleTextError(message: "a { without its }")
      }
      pieces.append(try Self.place(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    pieces.append(.text(String(rest)))
    self.pieces = pieces
  }

  private static func place(_ text: Substring) throws(RuleTextError) -> Piece {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return .place(name: String(text), format: nil) }
    guard let format = Format(rawValue: String(parts[1])) else {
      let known = Format.allCases.map(\.rawValue)
      throw RuleTextError(
        message: "unknown format \"\(parts[1])\"" + NearestName.hint(String(parts[1]), of: known))
    }
    return .place(name: String(parts[0]), format: format)
  }

  /// The text for one row, safe for a terminal whatever the row holds.
  package func rendered(_ row: FactRow, parameters: [String: RuleParameter]) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .place(let name, let format):
        Self.text(parameters[name]?.value ?? row[name], format: format)
      }
    }.joined()
  }

  private static func text(_ value: FactValue, format: Format?) -> String {
    switch (format, value) {
    case (_, .null): "nothing"
    case (.bytes, .integer(let number)): ByteCount(number).iec
    case (.duration, .integer(let seconds)): duration(seconds)
    case (.short, _): EscapedText.terminal(String((value.text ?? "").prefix(12)))
    default: EscapedText.terminal(value.text ?? "")
    }
  }

  private static func duration(_ seconds: Int64) -> String {
    let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")]
    guard let (length, name) = units.first(where: { seconds >= $0.0 }) else { return "0 s" }
    return "\(seconds / length) \(name)"
  }
}

/// What is wrong with a text in a rule file, before it is known where it stands.
package struct RuleTextError: Error, Hashable, Sendable {
  package let message: String
}
