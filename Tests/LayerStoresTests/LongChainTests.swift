import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Stores with longer chains and more containers than a daemon makes.
@Suite struct LongChainTests {
  /// How many tar-splits the plans of a chain of vfs layers name, by depth.
  @Test func `tars of ancestors are named for chains that Docker makes, and no longer ones`() throws
  {
    let fixture = try LayerDBFixture(driver: "vfs")
    try fixture.addChain(140)
    let layers = try read(fixture).layers.filter { $0.role == .image }
    let counts = Dictionary(
      layers.map { ($0.depth ?? -1, $0.content?.inheritedTarSplits?.count) },
      uniquingKeysWith: { $1 })
    #expect(counts[127] == 127)
    #expect(counts[128] == .some(nil))
    #expect(counts[139] == .some(nil))
    let total = layers.reduce(0) { $0 + ($1.content?.inheritedTarSplits?.count ?? 0) }
    #expect(total <= 127 * 128 / 2 + 3)
  }

  @Test func `a chain that overlay2 cannot mount is compared as far as it could be`() throws {
    let fixture = try LayerDBFixture()
    try fixture.addChain(140)
    let layers = try read(fixture).layers.filter { $0.role == .image && $0.depth ?? 0 > 2 }
    let states = Dictionary(
      layers.map { ($0.depth ?? -1, $0.chainState) }, uniquingKeysWith: { $1 })
    #expect(states[128] == "match")
    #expect(states[129] == "too-long")
    let expected = layers.first { $0.depth == 139 }?.chainExpected
    #expect(expected == "128 layers at the most")
  }

  @Test func `no more layers of images are listed than fit into memory, which is told`() throws {
    let fixture = try StorageFixture()
    try fixture.replaceLists(layers: 1_500, images: 1_500)
    let record = try ContainersStorageReader.read(fixture.location)
    #expect(record.layers.count { $0.depth != nil } == 1_500)
    #expect(record.images.allSatisfy { $0.chainState == "complete" })
    let listed = record.images.reduce(0) { $0 + $1.layers.count }
    #expect(listed > 990_000 && listed <= 1_000_000)
    #expect(record.images.contains { $0.layers.isEmpty })
    #expect(
      record.problems.map(\.problem).filter(\.leavesUnknown) == [
        .tooMany(BytePath(fixture.images), limit: 1_000_000, things: "layers of images")
      ])
  }

  @Test func `long chains of few images are listed whole`() throws {
    let fixture = try StorageFixture()
    try fixture.replaceLists(layers: 3_000, images: 100)
    let record = try ContainersStorageReader.read(fixture.location)
    #expect(record.images.count { $0.layers.count > 2_900 } == 100)
    #expect(record.problems.allSatisfy { !$0.problem.leavesUnknown })
  }

  @Test func `every one of many containers has its own layers and its image's chain`() throws {
    let fixture = try LayerDBFixture()
    try fixture.addContainers(60)
    let record = try read(fixture)
    #expect(record.containers.count == 61)
    #expect(record.containers.allSatisfy { $0.contentState == "present" })
    #expect(record.containers.allSatisfy { $0.initState == "present" && $0.layers.count == 2 })
    let own = record.layers.filter { $0.role == .container }
    #expect(own.count == 61)
    #expect(own.allSatisfy { $0.depth == 4 && $0.chainState == "match" && $0.linkState == "ok" })
    #expect(record.problems == [])
  }
}
