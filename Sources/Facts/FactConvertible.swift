internal import GRDB
internal import LayerModel

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
