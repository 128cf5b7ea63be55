import Foundation
import Testing

/// A row of the catalogue of damage to stores of containerd, on a store that containerd 1.6.20 wrote.
struct ContainerdCase: RealStoreCase {
  let row: String
  let title: String
  let expected: [String]
  let affects: [String]?
  let says: [String]
  let damage: @Sendable (Damage) throws -> Void

  var archive: String { "containerd-1.6" }
  var driver: String { "overlayfs" }
  var testDescription: String { "\(row): \(title)" }

  init(
    _ row: String, _ title: String, expected: [String] = [], affects: [String]? = nil,
    says: [String] = [], damage: @escaping @Sendable (Damage) throws -> Void
  ) {
    self.row = row
    self.title = title
    self.expected = expected
    self.affects = affects
    self.says = says
    self.damage = damage
  }
}

enum ContainerdCatalogue {
  static let cases = content + labels + snapshots + directories + usage + containers + databases
}
