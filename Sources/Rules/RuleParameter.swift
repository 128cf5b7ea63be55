package import LayerModel

/// A value that people can set, typed by how it is written.
package struct RuleParameter: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// `4KiB`, `0B`: bytes.
    case bytes
    /// `24h`, `30m`, `7d`, `10s`: seconds.
    case duration
    /// `5%`: a number.
    case percent
    case number
    case text
    /// Texts; in SQL one text joined by newlines.
    case list
  }

  package let kind: Kind
  package let value: FactValue
  /// As written.
  package let text: String
  /// The file or flag that set it.
  package let origin: String

  /// Reads a value by its own look.
  package init(_ text: String, origin: String) {
    self.text = text
    self.origin = origin
    if let (kind, value) = Self.measure(text) {
      (self.kind, self.value) = (kind, value)
    } else if let number = Int64(text) {
      (kind, value) = (.number, .integer(number))
    } else if let number = Double(text), number.isFinite {
      (kind, value) = (.number, .real(number))
    } else {
      (kind, value) = (.text, .text(text))
    }
  }

  package init(list: [String], origin: String) {
    kind = .list
    value = .text(list.joined(separator: "\n"))
    text = list.joined(separator: ", ")
    self.origin = origin
  }

  private static let units: [(suffix: String, kind: Kind, factor: Int64)] = [
    ("KiB", .bytes, 1 << 10), ("MiB", .bytes, 1 << 20), ("GiB", .bytes, 1 << 30),
    ("TiB", .bytes, 1 << 40), ("B", .bytes, 1), ("s", .duration, 1), ("m", .duration, 60),
    ("h", .duration, 3_600), ("d", .duration, 86_400), ("%", .percent, 1),
  ]

  private static func measure(_ text: String) -> (Kind, FactValue)? {
    for unit in units where text.hasSuffix(unit.suffix) {
      let digits = text.dropLast(unit.suffix.count)
      guard let number = Int64(digits) else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit.factor)
      return overflow ? nil : (unit.kind, .integer(product))
    }
    return nil
  }
}
