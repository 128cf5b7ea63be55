import BundledStores
import Foundation
import LayerModel
import Testing

/// Every way to break a store of Docker 1.10 and later, each found, attributed and explained.
struct RealLayerDBCatalogueTests {
  /// What is found in the stores as they were written.
  private static let healthy = Result {
    try Dictionary(
      uniqueKeysWithValues: LayerDBCase.Store.allCases.map { name in
        let store = try BundledStore(archive: name.archive)
        return (name, try TestAudit.run(store.root))
      })
  }

  @Test(arguments: LayerDBCatalogue.cases)
  func `damage is found and nothing else is`(example: LayerDBCase) throws {
    try example.check(against: try #require(try Self.healthy.get()[example.store]))
  }

  @Test(arguments: LayerDBCase.Store.allCases)
  func `what damages nothing brings no finding`(name: LayerDBCase.Store) throws {
    let store = try BundledStore(archive: name.archive)
    let healthy = TestAudit.summary(try #require(try Self.healthy.get()[name]))
    #expect(TestAudit.summary(try TestAudit.run(store.root)) == healthy)
    #expect(TestAudit.summary(try TestAudit.run(store.root)) == healthy)
    try Command.run("find", store.root.path, "-exec", "touch", "-h", "-a", "{}", "+")
    #expect(TestAudit.summary(try TestAudit.run(store.root)) == healthy)
    let copy = store.root.path + "-copy"
    try Command.run("cp", "--archive", "--preserve=all", store.root.path, copy)
    #expect(TestAudit.summary(try TestAudit.run(URL(filePath: copy))) == healthy)
  }
}
