import Audit
import BundledStores
import Foundation
import LayerModel
import Scanner
import StoreFixtures
import Testing

@testable import Reports

/// How large images are said to be.
struct ImageSizeTests {
  @Test(arguments: ["docker-1.7.1-aufs", "docker-1.7.1-vfs", "docker-1.8.3-vfs-pulled"])
  func `sizes of images are those that Docker 1 lists`(archive: String) throws {
    let facts = try #require(
      try BundledStore.facts(archive: archive)["images"] as? [String: [String: Any]])
    let sizes = try listed(archive)
    #expect(!sizes.isEmpty)
    for (id, size) in sizes { #expect(size == number(facts[id]?["virtual_size"])) }
  }

  @Test(arguments: ["docker-20.10-overlay2", "docker-20.10-vfs"])
  func `sizes of images are those that docker images lists`(archive: String) throws {
    try expect(archive, "images", prefix: "sha256:")
  }

  @Test(arguments: ["podman-5-overlay", "podman-5-zstd-chunked", "podman-4-vfs"])
  func `sizes of images are those that podman images lists`(archive: String) throws {
    try expect(archive, "images_json", prefix: "")
  }

  private func expect(_ archive: String, _ key: String, prefix: String) throws {
    let facts = try #require(try BundledStore.facts(archive: archive)[key] as? [[String: Any]])
    let sizes = try listed(archive)
    #expect(!facts.isEmpty)
    for fact in facts {
      let id = try #require(fact["Id"] as? String).dropFirst(prefix.count)
      #expect(sizes[String(id)] == number(fact["Size"]), "\(id)")
    }
  }

  @Test func `what images share adds up, and removal frees what nobody else holds`() throws {
    let store = try LayerDBFixture()
    let images = try sizes(of: store.root)
    let app = try #require(images[LayerDBFixture.app])
    let mid = try #require(images[LayerDBFixture.mid])
    // Each layer has a file of five bytes; directories take blocks of their own on some disks.
    let layers = LayerDBFixture.caches.map { DiskUse.of(store.path(store.content($0))).allocated }
    #expect(number(app["unique_bytes"]) == layers[2])
    #expect(number(app["shared_bytes"]) == layers[0] + layers[1])
    #expect(number(mid["unique_bytes"]) == 0)
    #expect(number(mid["shared_bytes"]) == layers[0] + layers[1])
    #expect(app["shared_with"] as? [String] == [LayerDBFixture.mid])
    // A container is made of it.
    #expect(number(app["reclaimable_bytes"]) == 0)
    #expect(number(app["listed_bytes"]) == 15)
    try store.remove(store.mountEntry)
    for cache in [LayerDBFixture.mount, LayerDBFixture.initLayer] {
      try store.remove(store.home(cache))
    }
    let freed = try #require(try sizes(of: store.root)[LayerDBFixture.app])
    #expect(number(freed["reclaimable_bytes"]) == layers[2])
    // What it was built on has no name and goes with it; with the container's config it would stay.
    try store.remove(store.containerConfig)
    try store.write(
      store.names,
      #"{"Repositories":{"demo/app":{"demo/app:1":"sha256:\#(LayerDBFixture.app)"}}}"#)
    let both = try sizes(of: store.root)
    #expect(
      number(both[LayerDBFixture.app]?["reclaimable_bytes"]) == layers[0] + layers[1] + layers[2])
    #expect(number(both[LayerDBFixture.mid]?["reclaimable_bytes"]) == 0)
  }

  /// As `podman build --layers` leaves them, whose records name no parent.
  @Test func `what goes with an image of Podman is told by histories`() throws {
    func step(_ command: String) -> HistoryStep {
      HistoryStep(created: nil, createdBy: command, comment: nil, author: nil)
    }
    func image(_ id: String, _ steps: [String], layers: [String], name: String? = nil) -> ImageClaim
    {
      var claim = ImageClaim(
        id: ImageID(id), names: name.map { [$0] } ?? [], layers: layers.map { LayerID($0) },
        isComplete: true, created: nil)
      claim.history = steps.map(step)
      return claim
    }
    var record = StoreRecord(
      location: StoreLocation(kind: .containersStorage, driver: "overlay", root: "/s"))
    record.images = [
      image("base", ["base"], layers: ["1"], name: "base:1"),
      image("first", ["a", "base"], layers: ["2", "1"]),
      image("second", ["b", "a", "base"], layers: ["3", "2", "1"]),
      image("app", ["label", "b", "a", "base"], layers: ["3", "2", "1"], name: "app:1"),
    ]
    #expect(
      BuildSteps(record).removed(with: ImageID("app"))
        == Set(["app", "second", "first"].map { ImageID($0) }))
    // Another one is built on it.
    #expect(BuildSteps(record).removed(with: ImageID("second")) == [ImageID("second")])
    record.images.append(
      image("other", ["c", "a", "base"], layers: ["4", "2", "1"], name: "other:1"))
    #expect(
      BuildSteps(record).removed(with: ImageID("app"))
        == Set(["app", "second"].map { ImageID($0) }))
  }

  @Test func `containerd has blobs beside directories`() throws {
    let store = try BundledStore(archive: "containerd-1.6")
    let images = try sizes(of: store.root.path).values
    #expect(!images.isEmpty)
    for image in images {
      let unique = number(image["unique_bytes"]) ?? 0
      #expect(number(image["packed_bytes"]) != nil)
      #expect(number(image["reclaimable_bytes"]) ?? 0 <= unique)
    }
    #expect(images.contains { number($0["unpacked_bytes"]) ?? 0 > 0 })
  }

  @Test(arguments: [
    "docker-20.10-overlay2.tar.gz", "podman-5-overlay.tar.gz", "containerd-1.6.tar.gz",
    "oci-layout.tar.gz", "oci-small.tar", "docker-archive-flat.tar",
  ])
  func `every report says the same of what an image shares`(file: String) throws {
    let unpacked =
      file.hasSuffix(".gz") ? try BundledStore(archive: String(file.dropLast(7))) : nil
    let report = try TestAudit.run(
      unpacked?.root ?? BundledStore.fixtures.appending(path: file), level: .sizes)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.bytes(.json, report))) as? [String: Any])
    let stores = try #require(json["stores"] as? [[String: Any]])
    let images = stores.flatMap { $0["images"] as? [[String: Any]] ?? [] }
    #expect(!images.isEmpty)
    let known = images.map { [number($0["unique_bytes"]), number($0["shared_bytes"])] }
    // The images of these have layers; a store may have some without.
    let takesNothing = known.contains { $0[0] ?? 0 == 0 && $0[1] ?? 0 == 0 }
    #expect(unpacked != nil || !takesNothing, "\(known)")
    let rows = String(decoding: Self.bytes(.ndjson, report), as: UTF8.self)
      .split(separator: "\n").filter { $0.contains("\"kind\": \"image\"") }
    let told = try rows.map { row in
      let row = try JSONSerialization.jsonObject(with: Data(row.utf8)) as? [String: Any]
      return [number(row?["unique_bytes"]), number(row?["shared_bytes"])]
    }
    #expect(told == known)
    let list = try JSONSerialization.jsonObject(
      with: Data(ListTable(.images, of: report.stores).json()))
    let listed = try #require(list as? [[String: Any]]).map {
      [number($0["unique_bytes"]), number($0["shared_bytes"])]
    }
    #expect(listed == known)
  }

  private static func bytes(_ format: ReportFormat, _ report: AuditReport) -> [UInt8] {
    var bytes: [UInt8] = []
    format.write(report, failOn: .error, options: TextOptions()) { bytes += $0 }
    return bytes
  }

  private func listed(_ archive: String) throws -> [String: Int64?] {
    let store = try BundledStore(archive: archive)
    return try sizes(of: store.root.path).mapValues { number($0["listed_bytes"]) }
  }

  private func number(_ value: Any?) -> Int64? { (value as? NSNumber)?.int64Value }

  /// What `size --json` says of each image, by id.
  private func sizes(of root: String) throws -> [String: [String: Any]] {
    let stores = try Stores.read(at: StorePlaces([BytePath(root)])).map { record in
      let found = Scanner(workers: 2).scan(record, level: .sizes, progress: ScanProgress())
      return StoreReport(record: record, measurements: found, ledger: Ledger(of: record, found))
    }
    let json = try JSONSerialization.jsonObject(with: Data(SizeText().json(stores)))
    let images = (json as? [[String: Any]] ?? []).flatMap { $0["images"] as? [[String: Any]] ?? [] }
    return Dictionary(images.compactMap { image in (image["id"] as? String).map { ($0, image) } }) {
      first, _ in first
    }
  }
}
