import BundledStores
import LayerModel
import Testing

/// Every way to break a store, each found, attributed and explained.
struct CatalogueTests {
  /// What is found in the stores as they were written.
  private static let healthy = Result {
    try Dictionary(
      uniqueKeysWithValues: BundledStore.Name.allCases.map { name in
        let store = try BundledStore(name)
        return (name, Set(TestAudit.summary(try TestAudit.run(store.root))))
      })
  }

  @Test(arguments: Catalogue.cases)
  func `damage is found and nothing else is`(example: CatalogueCase) throws {
    let store = try BundledStore(example.store)
    let healthy = try #require(try Self.healthy.get()[example.store])
    let driver = example.store == .aufs ? "aufs" : "vfs"
    try example.damage(Damage(root: store.root, driver: driver))
    let report = try TestAudit.run(store.root)
    let found = TestAudit.summary(report).filter { !healthy.contains($0) }
    #expect(found == example.expected.sorted())
    for finding in report.findings {
      #expect(!finding.why.isEmpty && !finding.fix.isEmpty && !finding.message.isEmpty)
    }
  }
}
