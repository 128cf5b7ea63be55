internal import Foundation
internal import GRDB
internal import LayerModel

/// Cells of the state database; whoever edited the file may have put anything into any of them.
extension Row {
  private func storage(_ column: String) -> DatabaseValue.Storage {
    (self[column] as DatabaseValue).storage
  }

  func integer(_ column: String) -> Int64? {
    guard case .int64(let number) = storage(column) else { return nil }
    return number
  }

  func count(_ column: String) -> Int { Int(clamping: integer(column) ?? 0) }

  func number(_ column: String) -> Double {
    guard case .double(let number) = storage(column) else { return Double(integer(column) ?? 0) }
    return number
  }

  func text(_ column: String) -> String? {
    guard case .string(let text) = storage(column) else { return nil }
    return text
  }

  func bytes(_ column: String) -> [UInt8]? {
    guard case .blob(let bytes) = storage(column) else { return nil }
    return [UInt8](bytes)
  }

  func time(_ column: String) -> Timestamp? { integer(column).map { Timestamp(seconds: $0) } }
}

extension [UInt8] {
  var databaseBlob: Data { Data(self) }
}
