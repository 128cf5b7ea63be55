import Foundation
import LayerModel
import LayerStores
import StoreFixtures
import Testing

@Suite struct StoreDiscoveryTests {
  @Test func `a store is found below directories of any name`() throws {
    let fixture = try GraphFixture()
    try fixture.directory("outer/a/b")
    for name in ["graph", "aufs", "repositories-aufs", "containers"] {
      try fixture.move(name, to: "outer/a/b/\(name)")
    }
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("outer")))
    #expect(found.locations.map(\.root) == [BytePath(fixture.path("outer/a/b"))])
    #expect(found.problems == [])
  }

  @Test func `nothing is searched deeper than three levels nor through links`() throws {
    let fixture = try GraphFixture()
    try fixture.directory("outer/a/b/c/d")
    for name in ["graph", "aufs"] { try fixture.move(name, to: "outer/a/b/c/d/\(name)") }
    try fixture.link("outer/link", to: "a/b/c/d")
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("outer")))
    #expect(found.locations == [])
    #expect(found.problems == [])
  }

  @Test func `a store without its graph is still found by tags and driver`() throws {
    let fixture = try GraphFixture()
    try fixture.remove("graph")
    #expect(
      StoreDiscovery.discover(in: BytePath(fixture.root)).locations == [fixture.location])
  }

  @Test(arguments: [
    "io.containerd.metadata.v1.bolt", "io.containerd.content.v1.content",
    "io.containerd.snapshotter.v1.native",
  ])
  func `a store of containerd is found by any of its parts`(path: String) throws {
    let fixture = try GraphFixture()
    try fixture.directory("outer/store/\(path)")
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("outer"))).locations
    #expect(found.map(\.kind) == [.containerd])
    #expect(found.map(\.driver) == ["none"])
    #expect(found.map(\.root) == [BytePath(fixture.path("outer/store"))])
  }

  @Test func `the containerd of a Docker is found beside its own store, and only once`() throws {
    let fixture = try LayerDBFixture()
    try fixture.directory("containerd/daemon/io.containerd.metadata.v1.bolt")
    #expect(
      Self.found(fixture) == ["docker-layerdb overlay2 ", "containerd none /containerd/daemon"])
    let root = BytePath(fixture.root)
    #expect(StoreDiscovery.discover(in: root).dockerRoots == [root])
  }

  @Test func `a Docker that has nothing but a containerd is found as deep as any store`() throws {
    let fixture = try GraphFixture()
    try fixture.directory("outer/a/b/c/containers")
    try fixture.directory("outer/a/b/c/containerd/daemon/io.containerd.content.v1.content")
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("outer")))
    #expect(
      found.locations.map(\.root) == [BytePath(fixture.path("outer/a/b/c/containerd/daemon"))])
    #expect(found.dockerRoots == [BytePath(fixture.path("outer/a/b/c"))])
  }

  @Test func `a layout inside a tar's directory is named, with what to do`() throws {
    let fixture = try GraphFixture()
    var tree = ArchiveTree()
    for (name, entry) in ImageBuilder().layout.members { tree.append("saved/\(name)", entry) }
    try fixture.write("a.tar", tree.tar)
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("a.tar")))
    #expect(found.locations == [] && found.problems.map(\.cause) == ["not-entered"])
    #expect(found.problems.first?.detail.contains("its directory saved looks like") == true)
  }

  @Test func `an image in skopeo's own form is named, with what to do`() throws {
    let fixture = try GraphFixture()
    try fixture.write("outer/image/version", "Directory Transport Version: 1.1\n")
    try fixture.write("outer/image/manifest.json", "{}")
    let found = StoreDiscovery.discover(in: BytePath(fixture.path("outer")))
    #expect(found.locations == [])
    #expect(found.problems.first?.detail.contains("skopeo copy dir:") == true)
    try fixture.overwrite("outer/image/version", Array("1.0\n".utf8))
    #expect(StoreDiscovery.discover(in: BytePath(fixture.path("outer"))).problems == [])
  }

  @Test func `an image layout is found, and a tar that holds no images is named`() throws {
    let fixture = try GraphFixture()
    try fixture.write("outer/oci-layout", "{}")
    try fixture.write(
      "saved.tar",
      [UInt8](repeating: 0, count: 257) + Array("ustar".utf8) + [UInt8](repeating: 0, count: 250))
    #expect(
      StoreDiscovery.discover(in: BytePath(fixture.path("outer"))).locations.map(\.kind)
        == [.ociLayout])
    let tar = StoreDiscovery.discover(in: BytePath(fixture.path("saved.tar")))
    #expect(tar.locations == [])
    #expect(tar.problems.count == 1)
  }

  @Test func `a migrated root is two stores`() throws {
    let fixture = try GraphFixture()
    try fixture.directory("image/aufs/layerdb")
    #expect(
      Self.found(fixture) == ["docker-graph aufs ", "docker-layerdb aufs "])
  }

  @Test func `drivers side by side are stores of their own, that with both halves first`() throws {
    let fixture = try LayerDBFixture()
    try fixture.directory("image/vfs/layerdb")
    try fixture.directory("fuse-overlayfs/\(String(repeating: "77", count: 32))")
    #expect(
      Self.found(fixture) == [
        "docker-layerdb overlay2 ", "docker-layerdb vfs ", "docker-layerdb fuse-overlayfs ",
      ])
  }

  @Test func `layers without their tree of metadata are still a store`() throws {
    let fixture = try LayerDBFixture()
    try fixture.remove("image")
    #expect(Self.found(fixture) == ["docker-layerdb overlay2 "])
  }

  @Test func `a data root for a user namespace is found inside another store`() throws {
    let fixture = try LayerDBFixture()
    try fixture.directory("100000.100000/image/overlay2/layerdb")
    try fixture.directory("10.x/image/overlay2/layerdb")
    #expect(
      Self.found(fixture) == ["docker-layerdb overlay2 ", "docker-layerdb overlay2 /100000.100000"])
  }

  private static func found(_ fixture: some StoreFixture) -> [String] {
    StoreDiscovery.discover(in: BytePath(fixture.root)).locations.map {
      "\($0.kind.rawValue) \($0.driver) \($0.root)".replacing(fixture.root, with: "")
    }
  }

  @Test func `a path that is not there is a problem`() {
    let found = StoreDiscovery.discover(in: "/nowhere/at/all")
    #expect(found.problems == [.missing("/nowhere/at/all")])
  }
}
