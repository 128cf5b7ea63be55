import FileAccess
import Foundation
import LayerModel
import LayerStores
import StoreFixtures

/// A Docker data root of nothing but `buildkit/`, removed with the fixture.
final class BuildKitFixture {
  let root = NSTemporaryDirectory() + "/layeraudit-buildkit-" + UUID().uuidString

  /// The databases of Docker 20.10.24 after three builds, some of them without their image.
  static func docker20() throws -> BuildKitFixture {
    let fixture = try BuildKitFixture()
    try fixture.write("snapshots.db", BoltDatabase.buildkitSnapshots.bytes())
    try fixture.write("containerdmeta.db", BoltDatabase.buildkitLeases.bytes())
    try fixture.write("metadata_v2.db", BoltDatabase.buildkitMetadata.bytes())
    return fixture
  }

  /// Databases of which only the snapshots matter.
  static func snapshots(
    _ snapshots: [String: BoltTree], leased: [String] = []
  ) throws -> BuildKitFixture {
    let fixture = try BuildKitFixture()
    let keys = Dictionary(uniqueKeysWithValues: leased.map { ($0, BoltTree.text("")) })
    let lease = BoltTree.named(["snapshots": .named(["default": .named(keys)])])
    try fixture.write("snapshots.db", BoltTree.named(snapshots).file)
    try fixture.write(
      "containerdmeta.db",
      BoltTree.named(["v1": .named(["buildkit": .named(["leases": .named(["one": lease])])])]).file)
    try fixture.write("metadata_v2.db", BoltTree.named([:]).file)
    return fixture
  }

  init() throws {
    try FileManager.default.createDirectory(
      atPath: root + "/buildkit", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { root + "/buildkit/" + name }

  func write(_ name: String, _ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: path(name)))
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }

  func claims() throws -> BuildKitClaims {
    BuildKitClaims(of: try Directory.openRoot(BytePath(root)))
  }
}

extension BuildKitClaims {
  /// The state of each database by its name.
  var states: [String: String] {
    let states = documents.map { ($0.path.lastComponent.description, $0.state) }
    return Dictionary(uniqueKeysWithValues: states)
  }
}
