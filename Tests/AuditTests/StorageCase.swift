import Foundation
import Testing

/// A row of the scorecard of damage to stores of containers/storage, on a store that an engine wrote.
///
/// `row` is the number in the project's scorecard, `expected` every finding that the damage brings
/// beyond those of the whole store, as `severity rule subject`.
struct StorageCase: RealStoreCase {
  enum Store: String, CaseIterable {
    case overlay = "podman-5-overlay"
    case chunked = "podman-5-zstd-chunked"
    case vfs = "podman-4-vfs"

    var driver: String { self == .vfs ? "vfs" : "overlay" }
  }

  let row: String
  let title: String
  let store: Store
  let expected: [String]
  let affects: [String]?
  let damage: @Sendable (Damage) throws -> Void

  var archive: String { store.rawValue }
  var driver: String { store.driver }
  var testDescription: String { "\(row): \(title)" }

  init(
    _ row: String, _ title: String, _ store: Store = .overlay, expected: [String] = [],
    affects: [String]? = nil, damage: @escaping @Sendable (Damage) throws -> Void
  ) {
    self.row = row
    self.title = title
    self.store = store
    self.expected = expected
    self.affects = affects
    self.damage = damage
  }
}

enum StorageCatalogue {
  static let cases =
    content + metadataOfFiles + kinds + directories + links + tarSplits + records + recordsOfRecords
    + leftovers + images + containers + wholeTrees
}
