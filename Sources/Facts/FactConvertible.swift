internal import LayerModel

/// What becomes a cell by itself.
protocol FactConvertible {
  var factValue: FactValue { get }
}

extension String: FactConvertible { var factValue: FactValue { .text(self) } }
extension Int: FactConvertible { var factValue: FactValue { .integer(Int64(self)) } }
extension Int64: FactConvertible { var factValue: FactValue { .integer(self) } }
extension Bool: FactConvertible { var factValue: FactValue { .integer(self ? 1 : 0) } }
extension ByteCount: FactConvertible { var factValue: FactValue { .integer(value) } }
extension Digest: FactConvertible { var factValue: FactValue { .text(description) } }
extension Timestamp: FactConvertible { var factValue: FactValue { .text(text) } }
/// UTF-8 with undecodable bytes as `\xNN`, so that a path stays one value in every statement.
extension BytePath: FactConvertible {
  var factValue: FactValue { .text(EscapedText.utf8(bytes)) }
}
extension Identifier: FactConvertible { var factValue: FactValue { name.factValue } }
extension Optional: FactConvertible where Wrapped: FactConvertible {
  var factValue: FactValue { self?.factValue ?? .null }
}
