import BundledStores
import Foundation
import LayerModel
import Testing

/// Every way to break a store of containerd, each found, attributed and explained.
struct ContainerdCatalogueTests {
  /// What is found in the store as it was written.
  private static let healthy = Result {
    let store = try BundledStore(archive: "containerd-1.6")
    return try TestAudit.run(store.root)
  }

  @Test(arguments: ContainerdCatalogue.cases)
  func `damage is found and nothing else is`(example: ContainerdCase) throws {
    try example.check(against: try Self.healthy.get())
  }

  @Test func `whom each thing hits is asserted by some row`() throws {
    let cases = ContainerdCatalogue.cases
    for name in try #require(cases.first).hits.keys {
      #expect(cases.contains { $0.expected.contains { $0.contains(name) } }, "\(name)")
    }
  }
}
