import LayerModel
import StoreFixtures
import Testing

/// What the reader makes of a store in which nothing is wrong.
@Suite struct LayerDBSoundTests {
  @Test(arguments: ["overlay2", "fuse-overlayfs", "vfs"])
  func `a sound store has no problem, oddity or leftover`(driver: String) throws {
    let record = try read(LayerDBFixture(driver: driver))
    #expect(record.problems == [])
    #expect(record.oddities == [])
    #expect(record.leftovers == [])
    #expect(record.documents.map(\.state) == ["ok", "ok", "ok"])
    #expect(record.searchedRoots.allSatisfy { $0.owners != nil })
    #expect(!record.isLive)
  }

  @Test func `a layer has its names, its place and its maker`() throws {
    let record = try read(LayerDBFixture())
    let layer = try #require(record.layers.first { $0.id.description == LayerDBFixture.top })
    var expected = LayerClaim(
      id: LayerID(LayerDBFixture.top), role: .image,
      contentPath: "overlay2/buildkitexportedthislayer/diff", contentState: "directory")
    let folder = BytePath("image/overlay2/layerdb/sha256/\(LayerDBFixture.top)")
    expected.metadataPath = folder
    expected.metadataState = "ok"
    expected.loadable = true
    expected.contentAddressState = "match"
    expected.parent = LayerID(LayerDBFixture.middle)
    expected.parentState = "present"
    expected.depth = 2
    expected.recordedSize = 5
    expected.recordedSizePath = folder.appending("size")
    expected.recordedSizeText = "5"
    expected.recordedSizeState = "ok"
    expected.created = Timestamp(seconds: 1_700_000_004)
    expected.createdBy = "COPY app"
    expected.comment = "buildkit"
    expected.toolVersion = "20.10.24"
    expected.recordedDiffID = Digest(hex: LayerDBFixture.diffs[2])
    expected.diffIDState = "ok"
    expected.computedChainID = Digest(hex: LayerDBFixture.top)
    expected.imageDiffID = Digest(hex: LayerDBFixture.diffs[2])
    expected.imageParent = LayerID(LayerDBFixture.middle)
    expected.isNamedByImage = true
    expected.cacheID = LayerID("buildkitexportedthislayer")
    expected.cacheIDPath = folder.appending("cache-id")
    expected.cacheIDState = "ok"
    expected.linkState = "ok"
    expected.linkPath = "overlay2/buildkitexportedthislayer/link"
    expected.links = [BytePath("overlay2/l/\(LayerDBFixture.links[2])")]
    expected.chainState = "match"
    expected.chainPath = "overlay2/buildkitexportedthislayer/lower"
    expected.tarSplitPath = folder.appending("tar-split.json.gz")
    expected.tarSplitState = "present"
    expected.content = ContentPlan(
      root: expected.contentPath, shape: .ownEntriesWithWhiteoutDevices,
      tarSplit: expected.tarSplitPath)
    expected.content?.keepsOwnRoot = true
    expected.changedAt = layer.changedAt
    #expect(layer == expected)
  }

  @Test func `vfs layers are whole trees on their parents' trees`() throws {
    let layers = try read(LayerDBFixture(driver: "vfs")).layers
    let plans = Dictionary(
      uniqueKeysWithValues: layers.map { ($0.contentPath.lastComponent.description, $0.content) })
    let caches = LayerDBFixture.caches
    #expect(plans.values.allSatisfy { $0?.shape == .wholeTree })
    #expect(plans[caches[0]]??.parentRoot == nil)
    #expect(plans[caches[1]]??.parentRoot == BytePath("vfs/dir/\(caches[0])"))
    #expect(plans[LayerDBFixture.initLayer]??.parentRoot == BytePath("vfs/dir/\(caches[2])"))
    #expect(
      plans[LayerDBFixture.mount]??.parentRoot == BytePath("vfs/dir/\(LayerDBFixture.initLayer)"))
    #expect(layers.allSatisfy { $0.linkState == nil && $0.chainState == nil })
  }

  @Test func `an image has its chain from the top and its history with the empty steps`() throws {
    let record = try read(LayerDBFixture())
    let image = try #require(record.images.first { $0.id.description == LayerDBFixture.app })
    #expect(image.names == ["demo/app:1"])
    #expect(image.layers.map(\.description) == LayerDBFixture.chains.reversed())
    #expect(image.isComplete)
    #expect(image.parent?.description == LayerDBFixture.mid)
    #expect([image.os, image.architecture, image.toolVersion] == ["linux", "amd64", "20.10.24"])
    #expect(
      image.history.map(\.createdBy) == ["COPY app", "ENV A=b", "RUN mid", "ADD base"])
    #expect(
      image.history.map { $0.layer?.description } == [
        LayerDBFixture.top, nil, LayerDBFixture.middle, LayerDBFixture.base,
      ])
    #expect(
      image.history.map { $0.image?.description } == [
        LayerDBFixture.app, LayerDBFixture.mid, nil, nil,
      ])
  }

  @Test func `a container has its two layers on its image's chain`() throws {
    let record = try read(LayerDBFixture())
    let container = try #require(record.containers.first)
    var expected = ContainerClaim(
      id: ContainerID(LayerDBFixture.container), name: "web", driver: "overlay2",
      image: ImageID(LayerDBFixture.app),
      configPath: BytePath("containers/\(LayerDBFixture.container)/config.v2.json"),
      configState: "ok", imageState: "present", contentState: "present", initState: "present")
    expected.layers = [LayerID(LayerDBFixture.initLayer), LayerID(LayerDBFixture.mount)]
    expected.mountState = "ok"
    expected.mountPath = BytePath("image/overlay2/layerdb/mounts/\(LayerDBFixture.container)")
    expected.mountParentState = "match"
    expected.mountParentExpected = LayerDBFixture.top
    expected.mountParentActual = LayerDBFixture.top
    expected.hostConfigState = "ok"
    #expect(record.containers == [expected])
    #expect(record.layers.first { $0.id == container.layers[1] }?.depth == 4)
  }

  @Test func `what the driver marks and volumes and plugins are none of ours`() throws {
    let lines = try damagedLayerDB { fixture in
      try fixture.write("\(fixture.home(LayerDBFixture.caches[0]))/committed", "")
      try fixture.directory("volumes/\(LayerDBFixture.mount)/_data")
      try fixture.directory("plugins/\(LayerDBFixture.mount)/rootfs")
      try fixture.directory("overlay2/\(LayerDBFixture.mount)/merged")
      try fixture.write("overlay2/backingFsBlockDev", "")
    }
    #expect(lines == [])
  }
}
