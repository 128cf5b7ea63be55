import Audit
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Docker with the image store of containerd, by its data root.
struct DockerContainerdTests {
  private typealias Store = DockerContainerdStore

  /// What is found in the store that containerd itself has, in its own namespace.
  private static let healthy: Set<String> = [
    "note blob-compression-substituted io.containerd.content.v1.content/blobs/sha256/cf76dbd3173a",
    "note image-target-dangling moby/images/docker.io/library/dangling:1 "
      + "io.containerd.metadata.v1.bolt/meta.db",
    "note index-partial manifests[0] io.containerd.content.v1.content/blobs/sha256/0f17e59fb3f3",
    "note ingest-left io.containerd.content.v1.content/ingest/6b2d871a6b63",
    "note ingest-left io.containerd.content.v1.content/ingest/aa024ed6a82b",
    "note layer-sparse-old io.containerd.content.v1.content/blobs/sha256/411695805946 "
      + "usr/share/sparse.img",
    "note lease-endless moby lease-refs", "note lease-expired moby lease-24h",
    "note lease-of-nothing moby lease-dangling",
    "note snapshot-child-dangling io.containerd.metadata.v1.bolt/meta.db snapshot-child-dangling",
  ]

  @Test(arguments: ["docker/containerd/daemon", "containerd"])
  func `a container that only Docker knows is no leak, and is told with its layers`(
    path: String
  ) throws {
    let store = try Store(at: path)
    let report = try TestAudit.run(store.place)
    #expect(report.stores.map(\.record.location.root.description) == [store.containerd.root.path])
    #expect(Set(TestAudit.summary(report)) == Self.healthy)
    #expect(report.isComplete)
    let record = report.stores[0].record
    let web = try #require(record.containers.first { $0.name == "web" })
    #expect(web.id.description == "moby/\(Store.container)")
    #expect(web.contentState == "present")
    #expect(web.layers.map(\.short) == ["c0ffee12c0ff", "c0ffee12c0ff"])
    let image = try #require(record.images.first { $0.id == web.image })
    #expect(image.names.contains("docker.io/library/full:1"))
    let roles = web.layers.compactMap { layer in record.layers.first { $0.id == layer }?.role }
    #expect(roles == [.containerInit, .container])
    #expect(record.leases.first { $0.id == Store.container }?.ownerState == "present")
  }

  @Test func `damage below a container names it`() throws {
    let store = try Store()
    try store.containerd.remove(store.containerd.directory("280570a9", in: "moby"))
    let report = try TestAudit.run(store.docker)
    let found = report.findings.filter { $0.severity == .error }
    #expect(found.map(\.rule) == ["snapshot-directory-missing"])
    let hit = try #require(found.first?.affects)
    #expect(hit.containers.contains("web"))
    #expect(hit.images.contains("docker.io/library/full:1"))
  }

  @Test func `a lease whose container is gone is a leak with its bytes`() throws {
    let store = try Store()
    try FileManager.default.removeItem(
      at: store.docker.appending(path: "containers/\(Store.container)"))
    let report = try TestAudit.run(store.docker)
    let found = report.findings.filter { $0.severity > .note }
    #expect(found.map(\.rule) == ["lease-owner-gone"])
    #expect(found.first?.subject.id == "moby \(Store.container)")
    #expect((found.first?.bytes ?? 0) > 0)
  }

  @Test func `where no data root of Docker is known nothing of it is called a leak`() throws {
    let store = try Store(at: "containerd")
    try FileManager.default.removeItem(at: store.docker)
    let report = try TestAudit.run(store.place)
    #expect(Set(TestAudit.summary(report)) == Self.healthy)
    #expect(report.stores[0].record.leases.contains { $0.ownerState == "unknown" })
  }

  @Test func `a container whose snapshot is gone is told by its name`() throws {
    let store = try Store()
    try store.containerd.editMeta { meta in
      let snapshots = ["v1", "moby", "snapshots", "overlayfs"]
      meta[snapshots + [Store.container]] = nil
      meta[snapshots + [Store.container + "-init", "children"]] = nil
    }
    let report = try TestAudit.run(store.docker)
    let found = report.findings.filter { $0.severity > .note }
    #expect(found.map(\.rule) == ["container-snapshot-missing"])
    #expect(found.first?.message.contains("web") == true)
  }

  @Test func `a configuration of Docker's that is no JSON is told with its place`() throws {
    let store = try Store()
    let path = store.docker.appending(path: "containers/\(Store.container)/config.v2.json")
    try Data("{".utf8).write(to: path)
    let found = try TestAudit.run(store.docker).findings.filter { $0.severity > .note }
    #expect(found.map(\.rule) == ["container-config-malformed"])
    #expect(found.first?.path?.description == path.path)
  }

  @Test func `images and the build cache own the leases that Docker made for them`() throws {
    let store = try Store()
    let hex = String(repeating: "ab", count: 32)
    let ids = [
      "moby-image-sha256:\(hex)", "moby-image-sha256:" + String(repeating: "cd", count: 32),
    ]
    let cached = ["x1y2z3", "x1y2z3-variants", "other"]
    try store.containerd.editMeta { meta in
      for id in ids + cached {
        meta["v1", "moby", "leases", id] = .named([
          "createdat": .value(ContainerdCatalogue.stamp)
        ])
      }
    }
    let root = Damage(root: store.docker, driver: "overlayfs")
    try root.create("image/overlay2/imagedb/content/sha256/\(hex)")
    let cache = BoltTree.named(["_main": .named(["x1y2z3": .empty])])
    try root.makeDirectory("buildkit/containerd-overlayfs")
    try Data(cache.file).write(
      to: store.docker.appending(path: "buildkit/containerd-overlayfs/metadata_v2.db"))
    let record = try Stores.read(
      at: StorePlaces([BytePath(store.containerd.root.path)]))[0]
    let states = record.leases.filter { (ids + cached).contains($0.id) }.map {
      "\($0.owner ?? "-") \($0.ownerState ?? "-")"
    }
    #expect(
      states == [
        "docker-image present", "docker-image missing", "- -", "build-cache present",
        "build-cache present",
      ])
  }

  @Test func `a store that is named twice is read once`() throws {
    let store = try Store()
    let places = StorePlaces(
      [store.docker, store.containerd.root, store.docker].map { BytePath($0.path) })
    #expect(try Stores.read(at: places).count == 1)
  }
}
