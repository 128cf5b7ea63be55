import BundledStores
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Image layouts and archives: all that an audit says of damage to them.
struct ArchiveCatalogueTests {
  @Test(arguments: ArchiveCatalogue.all, [AuditLevel.metadata, .content])
  func `damage is found and nothing else is`(damage: ArchiveCase, level: AuditLevel) throws {
    let place = try ScratchPlace()
    let root = place.url.appending(path: "archive")
    try damage.tree.write(to: root)
    let report = try TestAudit.run(root, level: level)
    #expect(damage.summary(report) == (level == .content ? damage.content : damage.metadata))
    #expect(report.stores.count == 1)
    // Of what is wrong with a part of the store it is told whose it is.
    let whole = ["index.json", "manifest.json", "oci-layout", "repositories"]
    for finding in report.findings where finding.severity > .note {
      let isOfAll = finding.path.map { whole.contains($0.description) } ?? true
      let isOfNone = finding.rule == "blob-unneeded-damaged"
      #expect(finding.affects.images.isEmpty == isOfNone || isOfAll, "\(finding.rule)")
    }
  }

  @Test func `a layout that tools wrote is sound, and has the images that they tell`() throws {
    let store = try BundledStore(archive: "oci-layout")
    let report = try TestAudit.run(store.root)
    #expect(report.findings.filter { $0.severity > .note }.map(\.message) == [])
    #expect(report.isComplete)
    let facts = try BundledStore.facts(archive: "oci-layout")
    let images = try #require(facts["images"] as? [String: [String: Any]])
    let record = report.stores[0].record
    for (name, descriptor) in images where name != "untagged" {
      let target = try #require(descriptor["digest"] as? String)
      let own = record.images.filter { $0.names.contains(name) }
      #expect(own.count == 1)
      #expect(
        record.descriptors.contains {
          $0.kind == .target && $0.digestText == target && $0.image == own.first?.id
        })
    }
    let layers = try #require(facts["layers"] as? [String: [String: Any]])
    let diffIDs = Set(layers.values.compactMap { $0["diffid"] as? String })
    #expect(record.layers.allSatisfy { diffIDs.contains($0.recordedDiffID?.description ?? "") })
    #expect(record.layers.count == 13)
    let measured = report.stores[0].measurements
    #expect(measured.layers.values.allSatisfy { $0.verification == .verified })
    #expect(
      measured.blobs.count == 30
        && measured.blobs.values.allSatisfy { $0.verification == .verified })
  }

  @Test func `an archive that Docker wrote is sound`() throws {
    let store = try BundledStore(archive: "docker-save-legacy")
    let report = try TestAudit.run(store.root.deletingLastPathComponent())
    #expect(report.findings.map(\.message) == [] && report.isComplete)
    let record = report.stores[0].record
    #expect(record.images.map(\.names) == [["example/legacy:1.0"]])
    #expect(record.layers.count == 3 && record.images.allSatisfy(\.isComplete))
  }
}
