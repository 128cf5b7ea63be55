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
    try example.check(against: try #require(try Self.healthy.get()[example.store]))
  }
}
