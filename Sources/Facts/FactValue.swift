internal import GRDB
package import LayerModel

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

/// What becomes a cell by itself.
protocol FactConvertible {
  var factValue: FactValue { get }
}

extension String: FactConvertible {
  /// SQLite ends a text at its first NUL, so that a NUL is written as `\x00`.
  var factValue: FactValue {
    guard unicodeScalars.contains("\0") else { return .text(self) }
    return .text(unicodeScalars.map { $0 == "\0" ? "\\x00" : String($0) }.joined())
  }
}
extension Int: FactConvertible { var factValue: FactValue { .integer(Int64(self)) } }
extension Int64: FactConvertible { var factValue: FactValue { .integer(self) } }
extension Bool: FactConvertible { var factValue: FactValue { .integer(self ? 1 : 0) } }
extension ByteCount: FactConvertible { var factValue: FactValue { .integer(value) } }
extension Digest: FactConvertible { var factValue: FactValue { .text(description) } }
extension Timestamp: FactConvertible { var factValue: FactValue { .text(text) } }
/// A text, or the bytes themselves when they are not UTF-8: no two paths become one cell.
extension BytePath: FactConvertible {
  var factValue: FactValue {
    guard EscapedText.isUTF8(bytes), !bytes.contains(0) else { return .bytes(bytes) }
    return .text(String(decoding: bytes, as: UTF8.self))
  }
}
extension Identifier: FactConvertible { var factValue: FactValue { name.factValue } }
extension Optional: FactConvertible where Wrapped: FactConvertible {
  var factValue: FactValue { self?.factValue ?? .null }
}

extension FactValue {
  init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let bytes): self = .bytes(Array(bytes))
    }
  }

  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Self.blob(bytes, DatabaseValue.Storage.blob)
    }
  }

  /// The cell for bytes: `make` only tells the type that GRDB keeps them in.
  private static func blob<Blob: RangeReplaceableCollection<UInt8> & DatabaseValueConvertible>(
    _ bytes: [UInt8], _ make: (Blob) -> DatabaseValue.Storage
  ) -> DatabaseValue {
    Blob(bytes).databaseValue
  }
}
