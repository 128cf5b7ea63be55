import Audit
import BundledStores
import Foundation
import LayerModel
import Reports
import StoreFixtures
import Testing

/// The store that containerd 1.6.20 wrote, against what its own client reported.
struct ContainerdStoreTests {
  private static let report = Result {
    let store = try BundledStore(archive: "containerd-1.6")
    return try TestAudit.run(store.root)
  }

  private static func record() throws -> StoreRecord {
    try report.get().stores[0].record
  }

  @Test func `a healthy store brings nothing but notes`() throws {
    let report = try Self.report.get()
    #expect(report.isComplete)
    #expect(
      TestAudit.summary(report) == [
        "note blob-compression-substituted "
          + "io.containerd.content.v1.content/blobs/sha256/cf76dbd3173a",
        "note image-target-dangling default/images/docker.io/library/dangling:1 "
          + "io.containerd.metadata.v1.bolt/meta.db",
        "note index-partial manifests[0] io.containerd.content.v1.content/blobs/sha256/0f17e59fb3f3",
        "note ingest-left io.containerd.content.v1.content/ingest/6b2d871a6b63",
        "note ingest-left io.containerd.content.v1.content/ingest/aa024ed6a82b",
        "note layer-sparse-old io.containerd.content.v1.content/blobs/sha256/411695805946 "
          + "usr/share/sparse.img",
        "note lease-endless default lease-refs", "note lease-expired default lease-24h",
        "note lease-of-nothing default lease-dangling",
        "note snapshot-child-dangling io.containerd.metadata.v1.bolt/meta.db "
          + "snapshot-child-dangling",
      ])
  }

  @Test(arguments: [
    "full:1", "multi:1", "349507aea198", "sha256:349507aea198", "default/sha256:3495",
  ])
  func `an image is found by what lists print of it`(name: String) throws {
    let record = try Self.record()
    let images = record.images(called: name)
    #expect(images.map(\.id.short) == ["349507aea198"])
    let text = HistoryTable(of: try #require(images.first), in: record).text(
      now: Timestamp(seconds: 0))
    #expect(text.split(separator: "\n").dropFirst().first?.hasPrefix("349507aea198 ") == true)
  }

  @Test func `an image that two namespaces have is one`() throws {
    let record = try Self.record()
    #expect(record.images.count { $0.names.contains("docker.io/library/small:1") } == 2)
    #expect(record.images(called: "docker.io/library/small:1").count == 1)
  }

  @Test func `images of all namespaces have the names, layers and blobs that they have`() throws {
    let record = try Self.record()
    let images = record.images.map { image in
      "\(image.namespace ?? "") \(image.names.joined(separator: ",")) \(image.layers.count) "
        + "\(image.isComplete)"
    }.sorted()
    #expect(
      images == [
        "default docker.io/example/flat:2 3 true",
        "default docker.io/example/legacy:1.0 3 true",
        "default docker.io/library/dangling:1 0 false",
        "default docker.io/library/dockerv2:1 4 true",
        "default docker.io/library/expiring:1,docker.io/library/single:1 1 true",
        "default docker.io/library/full:1,docker.io/library/multi:1 4 true",
        "default docker.io/library/gnusparse:1 2 true",
        "default docker.io/library/paxsparse:1 2 true",
        "default docker.io/library/raw:1 4 true",
        "default docker.io/library/small:1 2 true",
        "default docker.io/library/zstd:1 3 true",
        "k8s.io docker.io/example/flat:2 3 true",
        "k8s.io docker.io/library/small:1 2 true",
      ])
    #expect(record.blobs.count == 37)
    #expect(record.blobs.allSatisfy { $0.state == "present" && $0.recordedSize == $0.size })
    #expect(record.blobs.allSatisfy { $0.use == "used" })
    #expect(record.blobs.filter { $0.namespaces == ["default", "k8s.io"] }.count == 6)
  }

  @Test func `snapshots have the usage that was recorded`() throws {
    let record = try Self.record()
    let committed = record.layers.filter { $0.snapshotKind == "committed" }
    #expect(committed.count == 23)
    #expect(committed.allSatisfy { $0.recordedSize != nil && $0.recordedInodes != nil })
    #expect(committed.allSatisfy { $0.contentAddressState != "mismatch" })
    #expect(committed.filter { $0.chainID != nil }.allSatisfy { $0.contentAddressState == "match" })
    #expect(record.layers.allSatisfy { $0.chainState != "differs" && $0.chainState != "missing" })
    #expect(
      record.containers.map(\.id.description) == [
        "default/ctr-created", "default/ctr-run", "k8s.io/pod-like",
      ])
    #expect(record.containers.allSatisfy { $0.contentState == "present" && $0.image != nil })
  }

  @Test func `what only a lease keeps is told with the lease`() throws {
    let leases = try Self.record().leases.map { lease in
      "\(lease.id) \(lease.resources) \(lease.missing) \(lease.held)"
    }
    #expect(
      leases == [
        "lease-24h 0 0 0", "lease-dangling 2 2 0", "lease-flat 1 0 0", "lease-refs 3 0 41",
        "manual-lease 0 0 0",
      ])
  }
}
