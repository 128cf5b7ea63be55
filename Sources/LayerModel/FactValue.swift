/// One cell of a fact table.
package enum FactValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)

  package var isNull: Bool { self == .null }

  package var text: String? {
    switch self {
    case .null: nil
    case .integer(let value): String(value)
    case .real(let value): String(value)
    case .text(let value): value
    }
  }

  package var integer: Int64? {
    guard case .integer(let value) = self else { return nil }
    return value
  }
}
