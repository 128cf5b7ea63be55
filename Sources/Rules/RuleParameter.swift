package import LayerModel

/// A value that people can set, typed by how it is written.
package struct RuleParameter: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// `4KiB`, `0B`: bytes.
    case bytes
    /// `24h`, `30m`, `7d`, `10s`: seconds.
    case duration
    /// `5%`, `2.5%`: the number before the sign.
    case percent
    case number
    case text
    /// Texts; in SQL a JSON array: `x IN (SELECT value FROM json_each(:list))`.
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
    value = .text("[" + list.map(Self.quoted).joined(separator: ",") + "]")
    text = list.joined(separator: ", ")
    self.origin = origin
  }

  /// Below zero, which no size, time or share is, and no tolerance either.
  func isImpossible(as name: String) -> Bool {
    switch kind {
    case .bytes, .duration, .percent: break
    case .number where name.hasSuffix("tolerance"): break
    case .number, .text, .list: return false
    }
    return switch value {
    case .integer(let number): number < 0
    case .real(let number): number < 0
    case .null, .text, .bytes: false
    }
  }

  /// The value as one of `kind`; `nil` when it is none.
  ///
  /// A flag gives a list as `a,b`, and any value can be a text.
  func converted(to kind: Kind) -> RuleParameter? {
    if kind == self.kind { return self }
    switch kind {
    case .list:
      return RuleParameter(list: text.split(separator: ",").map(String.init), origin: origin)
    case .text where self.kind != .list: return RuleParameter(exactly: text, origin: origin)
    default: return nil
    }
  }

  private init(exactly text: String, origin: String) {
    (kind, value) = (.text, .text(text))
    self.text = text
    self.origin = origin
  }

  private static let units: [(suffix: String, kind: Kind, factor: Int64)] = [
    ("KiB", .bytes, 1 << 10), ("MiB", .bytes, 1 << 20), ("GiB", .bytes, 1 << 30),
    ("TiB", .bytes, 1 << 40), ("B", .bytes, 1), ("s", .duration, 1), ("m", .duration, 60),
    ("h", .duration, 3_600), ("d", .duration, 86_400),
  ]

  private static func measure(_ text: String) -> (Kind, FactValue)? {
    if text.hasSuffix("%"), let number = Double(text.dropLast()), number.isFinite {
      return (.percent, .real(number))
    }
    for unit in units where text.hasSuffix(unit.suffix) {
      let digits = text.dropLast(unit.suffix.count)
      guard let number = Int64(digits) else { continue }
      let (product, overflow) = number.multipliedReportingOverflow(by: unit.factor)
      return overflow ? nil : (unit.kind, .integer(product))
    }
    return nil
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\" + String(scalar)
      case "\0"..<" ":
        "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2)
          + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}
