import BundledStores
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Stores of containers/storage: all that an audit says of damage that metadata shows.
struct StorageCatalogueTests {
  static let archives = ["podman-5-overlay", "podman-5-zstd-chunked", "podman-4-vfs"]

  @Test(arguments: ["overlay", "vfs"]) func `a sound store brings no finding`(driver: String) throws
  {
    #expect(try TestAudit.findings(StorageFixture(driver: driver)) == [])
  }

  @Test(arguments: StorageDamage.all)
  func `damage is found and nothing else is`(damage: StorageDamage) throws {
    let fixture = try StorageFixture()
    try damage.damage(fixture)
    let found = try TestAudit.findings(fixture)
    #expect(found == damage.findings)
  }

  @Test func `a store that Podman wrote is proven, and nothing in it is wrong`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let report = try TestAudit.run(store.root)
    #expect(TestAudit.summary(report) == [])
    #expect(report.isComplete)
    let layers = report.stores[0].record.layers.filter { $0.role == .image }
    #expect(layers.count == 10)
    for layer in layers {
      let measured = try #require(report.stores[0].measurements.layers[layer.id])
      #expect(measured.verification == .verified)
      #expect(measured.tarStreamSize == layer.recordedSize)
      #expect(measured.tarUsers == layer.recordedUsers ?? [])
    }
  }

  /// `podman system check` calls this store damaged: directories fetched in parts keep the time at
  /// which they were made.
  @Test func `a store of layers fetched in parts is sound but for what a pull left`() throws {
    let store = try BundledStore(archive: "podman-5-zstd-chunked")
    let report = try TestAudit.run(store.root)
    #expect(
      TestAudit.summary(report) == ["warning layer-unused overlay/0a4a79f74888/diff"])
    #expect(report.stores[0].measurements.layers.values.allSatisfy { $0.verification == .verified })
  }

  @Test(arguments: archives)
  func `layers, images and sizes are those that Podman tells`(archive: String) throws {
    let store = try BundledStore(archive: archive)
    let facts = try BundledStore.facts(archive: archive)
    let record = try TestAudit.run(store.root, level: .metadata).stores[0].record
    let layers = try #require(facts["layers"] as? [[String: Any]])
    #expect(
      Set(record.layers.map(\.id.description)) == Set(layers.compactMap { $0["id"] as? String }))
    for fact in layers {
      let layer = try #require(record.layers.first { $0.id.description == fact["id"] as? String })
      #expect(layer.parent?.description == fact["parent"] as? String)
      #expect(layer.recordedDiffID?.description == fact["diff-digest"] as? String)
      #expect(layer.recordedSize?.value == (fact["diff-size"] as? NSNumber)?.int64Value)
      #expect((layer.contentAddressState == "match") == (fact["diff-digest"] != nil))
    }
    let images = try #require(facts["images_json"] as? [[String: Any]])
    #expect(
      Set(record.images.map(\.id.description)) == Set(images.compactMap { $0["Id"] as? String }))
    for fact in images {
      let image = try #require(record.images.first { $0.id.description == fact["Id"] as? String })
      #expect(image.names == (fact["Names"] as? [String] ?? []).sorted())
      #expect(image.isComplete)
    }
  }
}

extension TestAudit {
  /// Findings on the metadata of a fixture, its ids by their nicknames.
  static func findings(_ fixture: StorageFixture) throws -> [String] {
    let report = try run(URL(filePath: fixture.root), level: .metadata)
    return report.findings.map { finding in
      StorageFixture.nicknames.reduce(
        "\(finding.severity.rawValue) \(finding.rule) \(finding.subject.id)"
          .replacing(fixture.root, with: "ROOT")
      ) { $0.replacing($1.0, with: $1.1) }
    }.sorted()
  }
}
