package import Facts
internal import LayerModel

/// A text with `{column}` places, such as `layer {short_id} records {recorded_bytes:bytes}`.
package struct RuleTemplate: Hashable, Sendable {
  package enum Format: String, Hashable, Sendable, CaseIterable {
    /// Binary units.
    case bytes
    /// `3 d 4 h`.
    case duration
    /// The first 12 characters, and `-init` where the id ends so.
    case short
  }

  private enum Piece: Hashable, Sendable {
    case text(String)
    case place(name: String, format: Format?)
    /// `{files:counted file}`: `1 file`, `2 files`.
    case counted(name: String, noun: String)
  }

  package let source: String
  private let pieces: [Piece]

  /// The names in braces.
  package var names: [String] {
    pieces.compactMap { piece in
      switch piece {
      case .text: return nil
      case .place(let name, _), .counted(let name, _): return name
      }
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
    // `{:name}` is a parameter, spelled as in SQL.
    let text = text.first == ":" ? text.dropFirst() : text
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return .place(name: String(text), format: nil) }
    if parts[1].hasPrefix("counted ") {
      return .counted(name: String(parts[0]), noun: String(parts[1].dropFirst(8)))
    }
    guard let format = Format(rawValue: String(parts[1])) else {
      let known = Format.allCases.map(\.rawValue)
      throw RuleTextError(
        message: "unknown format \"\(parts[1])\"" + NearestName.hint(String(parts[1]), of: known))
    }
    return .place(name: String(parts[0]), format: format)
  }

  /// The text for one row, safe for a terminal whatever the row holds.
  package func rendered(_ row: FactRow, parameters: [String: RuleParameter]) -> String {
    // Without places it is one text, which all findings share.
    guard pieces.count > 1 else { return source }
    return pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .place(let name, let format):
        if let parameter = parameters[name], format == nil {
          EscapedText.terminal(parameter.text)
        } else {
          Self.text(parameters[name]?.value ?? row[name], format: format)
        }
      case .counted(let name, let noun):
        Self.text(row[name], format: nil) + " " + noun + (row[name] == .integer(1) ? "" : "s")
      }
    }.joined()
  }

  private static func text(_ value: FactValue, format: Format?) -> String {
    switch (format, value) {
    case (.bytes, .null): "an unmeasured size"
    case (.duration, .null): "an unknown time"
    case (_, .null): "nothing"
    case (.bytes, .integer(let number)): ByteCount(number).iec
    case (.duration, .integer(let seconds)): duration(seconds)
    case (.short, .bytes(let bytes)): EscapedText.terminal(ShortID.of(bytes))
    case (.short, _): EscapedText.terminal(ShortID.of(value.text ?? ""))
    case (_, .bytes(let bytes)): EscapedText.terminal(bytes)
    default: EscapedText.terminal(value.text ?? "")
    }
  }

  /// The two greatest units that are not 0: `3 d 4 h`.
  private static func duration(_ seconds: Int64) -> String {
    var rest = max(0, seconds)
    var parts: [String] = []
    for (length, name) in [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")] as [(Int64, String)]
    where rest >= length && parts.count < 2 {
      parts.append("\(rest / length) \(name)")
      rest %= length
    }
    return parts.isEmpty ? "0 s" : parts.joined(separator: " ")
  }
}

/// What is wrong with a text in a rule file, before it is known where it stands.
package struct RuleTextError: Error, Hashable, Sendable {
  package let message: String
}
