import LayerModel
import LayerStores
import StoreFixtures
import Testing

/// Directories that could not be looked into, so that nobody knows what should have been in them.
@Suite struct NotLookedIntoTests {
  private typealias F = LayerDBFixture

  static let searched = [
    "containers", "buildkit", "tmp", "overlay2", "overlay2/l", "image/overlay2",
    "image/overlay2/distribution", "image/overlay2/imagedb",
    "image/overlay2/imagedb/content/sha256",
    "image/overlay2/imagedb/metadata/sha256", "image/overlay2/layerdb",
    "image/overlay2/layerdb/mounts", "image/overlay2/layerdb/sha256", "image/overlay2/layerdb/tmp",
  ]

  @Test(arguments: searched, ["a link", "a file"])
  func `something else in the place of a searched directory leaves the store incomplete`(
    folder: String, replacement: String
  ) throws {
    let fixture = try F()
    // Would be an orphan, if every owner were known.
    try fixture.addDirectory(
      String(repeating: "9c", count: 32), link: String(repeating: "Z", count: 26), on: [])
    try fixture.directory(folder)
    try fixture.move(folder, to: "moved")
    if replacement == "a link" {
      let up = String(repeating: "../", count: folder.split(separator: "/").count - 1)
      try fixture.link(folder, to: up + "moved")
    } else {
      try fixture.write(folder, "")
    }
    let record = try read(fixture)
    let places = record.problems.filter(\.problem.leavesUnknown).map(\.problem.path)
    #expect(places.contains { $0.isWithin(BytePath(folder)) })
    let namesOwners = [
      "buildkit", "image/overlay2", "image/overlay2/layerdb", "image/overlay2/layerdb/mounts",
      "image/overlay2/layerdb/sha256",
    ].contains(folder)
    if namesOwners {
      #expect(record.leftovers.filter { $0.layer != nil }.allSatisfy { !$0.ownershipKnown })
    }
  }

  @Test func `a link to the driver's directory elsewhere is no loss of every layer`() throws {
    let lines = try damagedLayerDB { fixture in
      try fixture.move("overlay2", to: "elsewhere")
      try fixture.link("overlay2", to: "elsewhere")
    }
    #expect(lines.contains("document overlay2 state: ok → symlink"))
    #expect(lines.filter { $0.hasPrefix("+ problem") } == ["+ problem not-entered overlay2"])
    #expect(lines.contains("layer BASE contentState: directory → unreadable"))
    #expect(!lines.contains { $0.contains("missing") })
  }

  @Test func `the reason says where the link leads`() throws {
    let fixture = try F()
    try fixture.move("overlay2", to: "elsewhere")
    try fixture.link("overlay2", to: "elsewhere")
    let problems = try read(fixture).problems.map(\.problem)
    #expect(problems == [.notEntered("overlay2", reason: "it is a link to elsewhere")])
  }

  @Test func `a link to the tree of metadata is no loss of all images`() throws {
    let fixture = try F()
    try fixture.move("image", to: "elsewhere")
    try fixture.link("image", to: "elsewhere")
    let locations = StoreDiscovery.discover(in: BytePath(fixture.root)).locations
    #expect(locations == [fixture.location])
    let record = try read(fixture)
    #expect(record.documents.filter { $0.kind == "image-tree" }.map(\.state) == ["symlink"])
    #expect(record.problems.contains { $0.problem.path == "image" && $0.problem.leavesUnknown })
    #expect(record.leftovers.allSatisfy { !$0.ownershipKnown })
    #expect(record.containers.map(\.imageState) == ["unknown"])
  }

  @Test func `a driver whose directory is a link is found without metadata too`() throws {
    let fixture = try F()
    for name in ["image", "overlay2"] {
      try fixture.move(name, to: "elsewhere-\(name)")
      try fixture.link(name, to: "elsewhere-\(name)")
    }
    let locations = StoreDiscovery.discover(in: BytePath(fixture.root)).locations
    #expect(locations == [fixture.location])
  }

  @Test func `a file on the way to the old volumes leaves owners unknown`() throws {
    let lines = try damaged { try $0.write("volumes", "") }
    #expect(lines.contains("+ problem not-entered volumes"))
  }

  @Test func `a container behind a link keeps its mount from being called an orphan`() throws {
    let lines = try damagedLayerDB { fixture in
      try fixture.move("containers/\(F.container)", to: "moved")
      try fixture.link("containers/\(F.container)", to: "../moved")
    }
    #expect(lines.contains("container WEB configState: ok → unreadable"))
    #expect(!lines.contains { $0.contains("orphan") })
    #expect(lines.contains { $0.hasPrefix("+ problem unreadable containers/WEB") })
  }
}
