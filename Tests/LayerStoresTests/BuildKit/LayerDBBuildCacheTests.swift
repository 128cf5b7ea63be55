import LayerModel
import LayerStores
import StoreFixtures
import Testing

@Suite struct LayerDBBuildCacheTests {
  @Test func `a directory of a former driver is not missing`() throws {
    let fixture = try LayerDBFixture()
    try fixture.addBuildCache()
    try fixture.loseCacheDirectory()
    #expect(try read(fixture).oddities.map(\.kind) == ["build-cache-missing"])
    try fixture.directory("vfs/dir/\(LayerDBFixture.cacheOnly)")
    #expect(try read(fixture).oddities == [])
  }

  @Test func `directories of the cache have their role, and orphans beside them no excuse`() throws
  {
    let fixture = try LayerDBFixture()
    try fixture.addBuildCache()
    let orphan = "directorythatnothingnames"
    try fixture.addDirectory(orphan, link: String(repeating: "Z", count: 26), on: [])
    let record = try read(fixture)
    let roles = Dictionary(uniqueKeysWithValues: record.layers.map { ($0.id, $0.role) })
    #expect(roles[LayerID(LayerDBFixture.cacheOnly)] == .buildCache)
    #expect(roles[LayerID(orphan)] == .unclaimed)
    #expect(record.leftovers.map(\.layer) == [LayerID(orphan)])
    #expect(record.leftovers.map(\.ownershipKnown) == [true])
  }
}
