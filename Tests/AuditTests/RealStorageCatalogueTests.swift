import BundledStores
import Foundation
import LayerModel
import Testing

/// Every way to break a store of containers/storage, each found, attributed and explained.
struct RealStorageCatalogueTests {
  /// What is found in the stores as they were written.
  private static let healthy = Result {
    try Dictionary(
      uniqueKeysWithValues: StorageCase.Store.allCases.map { name in
        let store = try BundledStore(archive: name.rawValue)
        return (name, try TestAudit.run(store.root))
      })
  }

  @Test(arguments: StorageCatalogue.cases)
  func `damage is found and nothing else is`(example: StorageCase) throws {
    let store = try BundledStore(archive: example.store.rawValue)
    let healthy = try #require(try Self.healthy.get()[example.store])
    try example.damage(Damage(root: store.root, driver: example.store.driver))
    let report = try TestAudit.run(store.root)
    let known = Set(TestAudit.summary(healthy))
    let found = TestAudit.summary(report).filter { !known.contains($0) }
      .map { $0.replacing(store.root.path, with: "ROOT") }
    #expect(found == example.expected.sorted())
    for finding in report.findings {
      #expect(!finding.why.isEmpty && !finding.fix.isEmpty && !finding.message.isEmpty)
    }
    if let affects = example.affects {
      let old = Set(healthy.findings.map(\.fingerprint))
      let worst = try #require(report.findings.first { !old.contains($0.fingerprint) })
      #expect(worst.affects.images + worst.affects.containers == affects)
    }
  }
}
