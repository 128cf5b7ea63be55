/// The content of a bbolt bucket, or one value in it.
package indirect enum BoltTree: Hashable, Sendable {
  case value([UInt8])
  case bucket(sequence: UInt64, [[UInt8]: BoltTree])

  package static func text(_ text: String) -> BoltTree { .value(Array(text.utf8)) }

  package static func named(
    _ children: [String: BoltTree], sequence: UInt64 = 0
  ) -> BoltTree {
    let keys = children.map { (Array($0.key.utf8), $0.value) }
    return .bucket(sequence: sequence, Dictionary(uniqueKeysWithValues: keys))
  }

  package var children: [[UInt8]: BoltTree] {
    guard case .bucket(_, let children) = self else { return [:] }
    return children
  }

  package var sequence: UInt64 {
    guard case .bucket(let sequence, _) = self else { return 0 }
    return sequence
  }

  package var isBucket: Bool {
    guard case .bucket = self else { return false }
    return true
  }
}
