import Foundation
import Testing

/// A row of the catalogue of damage to stores of Docker 1.10 and later, on a store that a daemon
/// wrote.
///
/// `row` is the number in the project's catalogue of damage, `expected` every finding that the damage
/// brings beyond those of the whole store, as `severity rule subject`.
struct LayerDBCase: RealStoreCase {
  enum Store: String, CaseIterable {
    case overlay2, vfs

    var archive: String { "docker-20.10-\(rawValue)" }
  }

  let row: Int
  let title: String
  let store: Store
  let expected: [String]
  let affects: [String]?
  let damage: @Sendable (Damage) throws -> Void

  var archive: String { store.archive }
  var driver: String { store.rawValue }
  var testDescription: String { "row \(row): \(title), \(store)" }

  init(
    _ row: Int, _ title: String, _ store: Store = .overlay2, expected: [String] = [],
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

enum LayerDBCatalogue {
  static let cases =
    metadata + links + content + metadataOfFiles + images + containers + orphans + buildCache

  /// What follows for everything above `mid` when that cannot be loaded.
  static let aboveMid = [
    "note container-layer-unloadable 1f6cd33467c8", "note container-layer-unloadable 644131db5d70",
    "note container-layer-unloadable 980c69ffa520", "note container-layer-unloadable 9dad8dc39dcb",
    "note container-layer-unloadable c79317bf01ce", "note image-layer-unloadable 3b4ad6c001f5",
    "note image-layer-unloadable 3fb2365e3b7e", "note image-layer-unloadable 8344fbb0ae28",
    "note image-layer-unloadable 98cadeb5f14a", "note image-layer-unloadable 99da1cd78d02",
    "note image-layer-unloadable a6bfec25af42", "note image-layer-unloadable bab88cb24ee5",
    "note image-layer-unloadable bdeedbe148b3", "note image-layer-unloadable d0f9c1140d8c",
    "note image-layer-unloadable e1268c6f7abc", "note image-layer-unloadable fe268264e5a7",
    "note layer-above-unloadable 479b1b7629b3", "note layer-above-unloadable 49997e3d3a75",
    "note layer-above-unloadable 6431c027a267", "note layer-above-unloadable 7d39a57032f0",
    "note layer-above-unloadable b35a1b1e3923", "note layer-above-unloadable d22a87a1d3fa",
    "note layer-above-unloadable edc8c3578e35", "note layer-above-unloadable f4b7fecfc2ff",
    "note layer-above-unloadable f7b2a4069602",
  ]

  /// The same when `mid` is not registered.
  static let aboveMissingMid = aboveMid.map {
    $0.replacing("image-layer-unloadable", with: "image-layer-missing")
  }

  /// All that needs `mid`.
  static let midUsers = [
    "127.0.0.1:5055/app:1", "3fb2365e3b7e", "8344fbb0ae28", "bab88cb24ee5", "bdeedbe148b3",
    "d0f9c1140d8c", "demo/app:1", "demo/app:stable", "demo/bk:1", "demo/classic:1",
    "demo/commit:1", "demo/commit:2", "demo/mid:1", "ran1", "ran2", "ran3", "ran4", "vol1",
  ]
  /// Every image and container.
  static let allUsers = [
    "127.0.0.1:5055/app:1", "3fb2365e3b7e", "5950e7f92488", "8344fbb0ae28", "bab88cb24ee5",
    "bdeedbe148b3", "d0f9c1140d8c", "demo/app:1", "demo/app:stable", "demo/base:1.0",
    "demo/base:latest", "demo/bk:1", "demo/classic:1", "demo/commit:1", "demo/commit:2",
    "demo/mid:1", "demo/nolayer:1", "demo/odd:1", "demo/other:2", "localhost:5000/mirror/base:v1",
    "created", "ran1", "ran2", "ran3", "ran4", "vol1",
  ]
  static let appUsers = [
    "127.0.0.1:5055/app:1", "demo/app:1", "demo/app:stable", "demo/commit:2", "ran1", "ran2",
  ]
}
