import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Sound stores of every driver, and several drivers in one root.
@Suite struct GraphDriversTests {
  @Test(arguments: ["aufs", "overlay", "vfs", "btrfs", "devicemapper"])
  func `a sound store has nothing to report`(driver: String) throws {
    let record = try read(GraphFixture(driver: driver))
    let images = record.layers.filter { $0.role == .image }
    #expect(images.map(\.depth) == [0, 1, 2, 3])
    #expect(images.allSatisfy { $0.loadable == true && $0.metadataState == "ok" })
    #expect(record.layers.count == 6)
    #expect(record.layers.map(\.changesOnlyCommand) == [nil, false, false, true, nil, nil])
    #expect(record.images.map(\.names) == [["ubuntu:14.04"]])
    #expect(record.containers.map(\.configState) == ["ok"])
    #expect(record.oddities == [])
    #expect(record.leftovers == [])
    #expect(
      record.problems.map(\.problem.cause) == (driver == "devicemapper" ? ["not-entered"] : []))
    #expect(!record.isLive)
  }

  @Test func `whole trees are compared with the parent's, own entries are not`() throws {
    let overlay = try read(GraphFixture(driver: "overlay")).layers
    #expect(overlay[3].content?.parentRoot == BytePath("overlay/\(GraphFixture.third)/root"))
    #expect(overlay[4].content?.shape == .ownEntriesWithWhiteoutDevices)
    #expect(overlay[4].content?.parentRoot == nil)
    let vfs = try read(GraphFixture(driver: "vfs")).layers
    #expect(vfs[4].content?.parentRoot == BytePath("vfs/dir/\(GraphFixture.initLayer)"))
    #expect(vfs[5].content?.parentRoot == BytePath("vfs/dir/\(GraphFixture.top)"))
    let aufs = try read(GraphFixture(driver: "aufs")).layers
    #expect(aufs.allSatisfy { $0.content?.shape == .ownEntriesWithWhiteoutFiles })
    #expect(aufs.allSatisfy { $0.content?.parentRoot == nil })
  }

  @Test func `a driver used before is a store of its own, after the one in use`() throws {
    let fixture = try GraphFixture(driver: "vfs")
    let old = String(repeating: "9f", count: 32)
    try fixture.write(
      "graph/\(old)/json",
      GraphFixture.json(GraphFixture.base).replacing(GraphFixture.base, with: old))
    try fixture.write("graph/\(old)/layersize", "0")
    try fixture.directory("aufs/diff/\(old)")
    try fixture.directory("aufs/mnt/\(old)")
    try fixture.write("aufs/layers/\(old)", "", mode: 0o644)
    let locations = StoreDiscovery.discover(in: BytePath(fixture.root)).locations
    #expect(locations.map(\.driver) == ["vfs", "aufs"])
    let records = try locations.map { try DockerGraphReader.read($0) }
    #expect(records[0].layers.last?.contentState == "other-driver")
    #expect(records[0].images.map(\.id) == [ImageID(GraphFixture.top)])
    #expect(records[1].layers.map(\.id) == [LayerID(old)])
    #expect(records[1].layers.map(\.chainState) == ["match"])
    #expect(records[1].containers == [])
    #expect(records.flatMap(\.leftovers) == [])
    #expect(records.flatMap(\.problems) == [])
  }

  @Test func `a driver's directory that is gone leaves its images missing`() throws {
    let fixture = try GraphFixture(driver: "aufs")
    try fixture.remove("aufs")
    #expect(StoreDiscovery.discover(in: BytePath(fixture.root)).locations == [fixture.location])
    let states = try read(fixture).layers.map(\.contentState)
    #expect(states == Array(repeating: "missing", count: 6))
  }

  @Test func `only a root that cannot be opened stops the reading`() throws {
    let location = StoreLocation(kind: .dockerGraph, driver: "aufs", root: "/nowhere/at/all")
    #expect(throws: ReadProblem.missing("/nowhere/at/all")) {
      try DockerGraphReader.read(location)
    }
  }
}
