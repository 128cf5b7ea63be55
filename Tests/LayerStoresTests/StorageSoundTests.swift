import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// What the reader makes of a store of containers/storage in which nothing is wrong.
@Suite struct StorageSoundTests {
  private typealias F = StorageFixture

  @Test(arguments: ["overlay", "vfs"])
  func `a sound store has no problem, oddity or leftover`(driver: String) throws {
    let record = try read(StorageFixture(driver: driver))
    #expect(record.problems == [])
    #expect(record.oddities == [])
    #expect(record.leftovers == [])
    #expect(record.documents.map(\.state) == ["ok", "ok", "ok"])
    #expect(record.searchedRoots.map(\.owners) == [1, 2, 4])
    #expect(!record.isLive)
  }

  @Test func `a layer has its names, its place and its maker`() throws {
    let record = try read(StorageFixture())
    let layer = try #require(record.layers.first { $0.id.description == F.middle })
    var expected = LayerClaim(
      id: LayerID(F.middle), role: .image,
      contentPath: BytePath("overlay/\(F.middle)/diff"), contentState: "directory")
    expected.metadataPath = "overlay-layers/layers.json"
    expected.metadataState = "ok"
    expected.contentAddressState = "match"
    expected.computedChainID = Digest(hex: F.middle)
    expected.parent = LayerID(F.base)
    expected.parentState = "present"
    expected.depth = 1
    expected.recordedSize = 2048
    expected.recordedSizePath = "overlay-layers/layers.json"
    expected.recordedSizeState = "ok"
    expected.created = Timestamp(seconds: 1_700_000_001)
    expected.createdBy = "STEP 1"
    expected.recordedDiffID = Digest(hex: F.diffs[1])
    expected.diffIDState = "ok"
    expected.diffIDSource = "diff-digest"
    expected.blobDigest = Digest(hex: F.blobs[1])
    expected.blobSize = 101
    expected.recordedUsers = [0]
    expected.recordedGroups = [0]
    expected.imageDiffID = Digest(hex: F.diffs[1])
    expected.imageParent = LayerID(F.base)
    expected.isNamedByImage = true
    expected.linkState = "ok"
    expected.linkPath = BytePath("overlay/\(F.middle)/link")
    expected.chainState = "match"
    expected.chainPath = BytePath("overlay/\(F.middle)/lower")
    expected.tarSplitPath = BytePath("overlay-layers/\(F.middle).tar-split.gz")
    expected.tarSplitState = "present"
    var plan = ContentPlan(
      root: expected.contentPath, shape: .ownEntriesWithWhiteoutDevices,
      tarSplit: expected.tarSplitPath)
    plan.keepsFractions = true
    plan.keepsOwnRoot = true
    plan.owners = layer.content?.owners
    expected.content = plan
    expected.changedAt = layer.changedAt
    #expect(layer == expected)
  }

  @Test func `vfs has whole trees, held against the tars of all ancestors`() throws {
    let record = try read(StorageFixture(driver: "vfs"))
    let plan = try #require(record.layers.first { $0.id.description == F.top }?.content)
    #expect(plan.shape == .wholeTree)
    #expect(plan.root == BytePath("vfs/dir/\(F.top)"))
    #expect(plan.parentRoot == BytePath("vfs/dir/\(F.middle)"))
    #expect(
      plan.inheritedTarSplits
        == [F.base, F.middle].map { BytePath("vfs-layers/\($0).tar-split.gz") })
  }

  @Test func `a program that mounts hides names by files`() throws {
    let fixture = try StorageFixture()
    try fixture.write("overlay/.has-mount-program", "true")
    let shapes = try read(fixture).layers.map(\.content?.shape)
    #expect(shapes == Array(repeating: .ownEntriesWithWhiteoutFiles, count: 4))
  }

  @Test func `images and containers have their names, layers and history`() throws {
    let record = try read(StorageFixture())
    let app = try #require(record.images.first { $0.id.description == F.app })
    #expect(app.names == ["localhost/app:1"])
    #expect(app.layers.map(\.description) == [F.top, F.middle, F.base])
    #expect(app.history.map(\.createdBy) == ["STEP 2", "STEP 1", "STEP 0"])
    #expect(app.history.map { $0.layer?.description } == [F.top, F.middle, F.base])
    #expect(app.isComplete)
    let web = try #require(record.containers.first)
    #expect(web.name == "web")
    #expect(web.image == ImageID(F.app))
    #expect(web.layers == [LayerID(F.writable)])
    #expect(
      [web.imageState, web.contentState, web.mountState, web.mountParentState]
        == ["present", "present", "ok", "match"])
  }

  @Test func `several drivers in one root are stores of their own`() throws {
    let fixture = try StorageFixture()
    try fixture.write("vfs-layers/layers.lock", "")
    try fixture.directory("my-layers")
    let found = StoreDiscovery.discover(in: BytePath(fixture.root)).locations
    #expect(found.map(\.driver) == ["overlay", "vfs"])
    #expect(found.allSatisfy { $0.kind == .containersStorage })
  }

  @Test func `a layer below may be in an additional store`() throws {
    let below = try StorageFixture()
    let fixture = try Self.withoutBase()
    let alone = try read(fixture)
    #expect(alone.layers.first { $0.id.description == F.middle }?.parentState == "elsewhere")
    #expect(alone.images.map(\.chainState) == [nil, nil])
    var location = fixture.location
    location.additionalStores = [BytePath(below.root)]
    let record = try ContainersStorageReader.read(location)
    #expect(record.layers.first { $0.id.description == F.middle }?.parentState == "present")
    #expect(record.layers.map(\.chainState) == ["match", "match", "match"])
    #expect(record.images.map(\.chainState) == ["complete", "complete"])
    let app = try #require(record.images.first { $0.id.description == F.app })
    #expect(app.layers.map(\.description) == [F.top, F.middle])
    #expect(app.history.map { $0.layer?.description } == [F.top, F.middle, F.base])
    #expect(record.oddities == [])
    #expect(record.problems == [])
  }

  @Test func `an additional store that has not the layer is a loss`() throws {
    let fixture = try Self.withoutBase()
    let other = try Self.withoutBase()
    var location = fixture.location
    location.additionalStores = [BytePath(other.root)]
    let record = try ContainersStorageReader.read(location)
    #expect(record.layers.first { $0.id.description == F.middle }?.parentState == "missing")
    #expect(record.images.map(\.chainState) == ["missing", "missing"])
  }

  /// A store whose base layer is in another.
  private static func withoutBase() throws -> StorageFixture {
    let fixture = try StorageFixture()
    try fixture.edit(fixture.layers, F.record(0) + ",", "")
    try fixture.remove(fixture.home(F.base))
    try fixture.remove("overlay/l/\(F.links[0])")
    try fixture.remove(fixture.tarSplit(F.base))
    return fixture
  }

  @Test func `a layer known by its table of contents has the digest of its image`() throws {
    let fixture = try StorageFixture()
    let toc = F.stranger
    let id = F.digest(of: "\(F.middle)+@TOC=\(toc)")
    try fixture.edit(
      fixture.layers, #""diff-digest":"sha256:\#(F.diffs[2])","#,
      #""toc-digest":"sha256:\#(toc)","big-data-names":["zstd-chunked-manifest"],"#
        + #""flags":{"expected-layer-diffid":"sha256:\#(F.diffs[2])"},"#)
    try fixture.edit(fixture.layers, F.top, id)
    try fixture.edit(fixture.images, F.top, id)
    try fixture.move(fixture.home(F.top), to: fixture.home(id))
    try fixture.move(fixture.tarSplit(F.top), to: fixture.tarSplit(id))
    try fixture.link("overlay/l/\(F.links[2])", to: "../\(id)/diff")
    try fixture.write("overlay-layers/\(id)/=enN0ZC1jaHVua2VkLW1hbmlmZXN0", "{}")
    let record = try read(fixture)
    let layer = try #require(record.layers.first { $0.id.description == id })
    #expect(layer.diffIDSource == "expected-layer-diffid")
    #expect(layer.recordedDiffID == Digest(hex: F.diffs[2]))
    #expect(layer.contentAddressState == "match")
    #expect(layer.content?.keepsOnlyFileTimes == true)
    #expect(record.oddities == [])
  }

  /// As Podman 4.3 leaves it with `enable_partial_images`.
  @Test func `a layer without a digest of its tar has one word for it`() throws {
    let fixture = try StorageFixture()
    let size = #","diff-size":3072,"compression":2,"uidset":[0],"gidset":[0]}"#
    try fixture.edit(fixture.layers, size, #","big-data-names":["zstd-chunked-manifest"]}"#)
    try fixture.edit(
      fixture.layers,
      #""compressed-diff-digest":"sha256:\#(F.blobs[2])","compressed-size":102,"#, "")
    try fixture.remove(fixture.tarSplit(F.top))
    try fixture.write("overlay-layers/\(F.top)/=enN0ZC1jaHVua2VkLW1hbmlmZXN0", "{}")
    let record = try read(fixture)
    let layer = try #require(record.layers.first { $0.id.description == F.top })
    #expect(record.oddities.map(\.kind) == ["layer-undescribed"])
    #expect(layer.contentAddressState == "match" && layer.recordedDiffID == nil)
    #expect(layer.tarSplitState == "none" && layer.recordedSizeState == nil)
    #expect(record.images.allSatisfy { $0.chainState == "complete" })
  }
}
