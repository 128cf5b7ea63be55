/// One cell of a fact table.
package enum FactValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  /// A path or an id that is not UTF-8, byte for byte.
  case bytes([UInt8])

  package var isNull: Bool { self == .null }

  /// The value for people; bytes that are not UTF-8 as `\xNN`.
  package var text: String? {
    switch self {
    case .null: nil
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let value): value
    case .bytes(let value): EscapedText.utf8(value)
    }
  }

  package var integer: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }

  /// The exact path or id; `nil` for null.
  package var path: BytePath? {
    if case .bytes(let value) = self { return BytePath(value) }
    return text.map { BytePath($0) }
  }
}
