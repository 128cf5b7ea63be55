import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// A layer that is marked as incomplete while its list is locked or not.
@Suite struct StorageUnfinishedTests {
  private typealias F = StorageFixture

  /// A store without images, of whose layers the uppermost is being deleted.
  private func fixture() throws -> StorageFixture {
    let fixture = try StorageFixture()
    try fixture.write(fixture.containers, "[]")
    try fixture.write(fixture.images, "[]")
    for gone in [
      "overlay-containers/\(F.container)", "overlay-images/\(F.app)", "overlay-images/\(F.mid)",
      fixture.home(F.writable), "overlay/l/\(F.links[3])",
    ] {
      try fixture.remove(gone)
    }
    let size = "\"diff-size\":3072"
    let top = F.record(2).replacing(size, with: "\"flags\":{\"incomplete\":true},\(size)")
    try fixture.write(fixture.layers, "[\(F.record(0)),\(F.record(1)),\(top)]")
    return fixture
  }

  @Test func `a layer that is being made or deleted is nobody's fault`() throws {
    let fixture = try fixture()
    let lock = try WriteLock("\(fixture.root)/overlay-layers/layers.lock")
    let record = try withExtendedLifetime(lock) { try read(fixture) }
    #expect(record.oddities == [])
    #expect(record.problems == [])
    #expect(record.isLive)
    #expect(record.layers.map(\.id) == [F.base, F.middle].map { LayerID($0) }.sorted())
    // What is below it may be next.
    #expect(record.leftovers.map(\.kind) == [.unreferencedLayer, .unreferencedLayer])
    #expect(record.leftovers.map(\.ownershipKnown) == [false, false])
  }

  @Test func `a mark that nobody works on is told of`() throws {
    let record = try read(try fixture())
    #expect(record.oddities.map(\.kind) == ["layer-incomplete"])
    #expect(record.oddities.map(\.layer) == [LayerID(F.top)])
    #expect(record.leftovers.map(\.ownershipKnown) == [true, true, true])
    #expect(!record.isLive)
  }

  private func read(_ fixture: StorageFixture) throws -> StoreRecord {
    try ContainersStorageReader.read(fixture.location)
  }
}
