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

  /// By the store's images, manifests and snapshots, as its daemon listed them.
  var hits: [String: [String]] {
    let full = ["docker.io/library/full:1", "docker.io/library/multi:1"]
    let onThird = ["docker.io/example/legacy:1.0", "docker.io/library/zstd:1"]
    return [
      // Blobs: a layer, a manifest and a configuration.
      "/af0cb356": full + ["docker.io/library/paxsparse:1", "ctr-run"],
      "/349507ae": full + ["ctr-run"], "/6c8daa88": full + ["ctr-run"],
      // Snapshots.
      "default/overlayfs/sha256:9f8be8a5": onThird,
      "default/overlayfs/sha256:280570a9": (full + onThird).sorted() + ["ctr-run"],
      "default/overlayfs/sha256:3dd700f8": full + ["ctr-run"],
      "default/overlayfs/sha256:202db22b": full + ["ctr-run"],
      // Rows.
      "images/docker.io/library/full:1": full + ["ctr-run"],
      "images/docker.io/library/zstd:1": ["docker.io/library/zstd:1"],
      "default/ctr-run": ["ctr-run"],
    ]
  }

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
