import Foundation
import StoreFixtures

/// What the databases hold, from JSON beside them.
///
/// That of containerd's was made with bbolt itself, that of Docker's with a third reader.
extension BoltDatabase {
  /// The expected content and number of the transaction.
  func expected() throws -> (tree: BoltTree, transaction: UInt64) {
    let data = try Data(contentsOf: Self.file("\(rawValue).json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    guard var object, let number = object.removeValue(forKey: "#txid") as? UInt64 else {
      throw CocoaError(.fileReadCorruptFile)
    }
    object["#pageSize"] = nil
    object["#check"] = nil
    return (try Self.bucket(object), number)
  }

  private static func bucket(_ object: [String: Any], isParents: Bool = false) throws -> BoltTree {
    var children: [[UInt8]: BoltTree] = [:]
    for (name, value) in object where name != "#sequence" {
      let key = isParents ? try parentKey(name) : Array(name.utf8)
      children[key] = try tree(value, name: name)
    }
    return .bucket(sequence: object["#sequence"] as? UInt64 ?? 0, children)
  }

  private static func tree(_ value: Any, name: String) throws -> BoltTree {
    if let text = value as? String { return .text(text) }
    guard let object = value as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    if let hex = object["hex"] as? String { return .value(try bytes(hex: hex)) }
    if let byte = object["byte"] as? UInt8 { return .value([byte]) }
    if let base64 = (object["base64"] as? String).flatMap({ Data(base64Encoded: $0) }) {
      return .value(Array(base64))
    }
    return try bucket(object, isParents: name == "parents")
  }

  /// `1\02` in the dump stands for the numbers 1 and 2 with a zero byte between.
  private static func parentKey(_ name: String) throws -> [UInt8] {
    let numbers = name.components(separatedBy: "\\0").compactMap { UInt8($0) }
    guard numbers.count == 2, numbers.allSatisfy({ $0 < 0x80 }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return [numbers[0], 0, numbers[1]]
  }

  private static func bytes(hex: String) throws -> [UInt8] {
    let digits = Array(hex)
    return try stride(from: 0, to: digits.count, by: 2).map {
      guard let byte = UInt8(String(digits[$0..<($0 + 2)]), radix: 16) else {
        throw CocoaError(.fileReadCorruptFile)
      }
      return byte
    }
  }
}
