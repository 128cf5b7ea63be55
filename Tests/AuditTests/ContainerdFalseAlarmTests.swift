import Audit
import BundledStores
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Stores of containerd that are sound in ways that the bundled one is not.
struct ContainerdFalseAlarmTests {
  private let store: BundledStore
  private let damage: Damage

  init() throws {
    store = try BundledStore(archive: "containerd-1.6")
    damage = Damage(root: store.root, driver: "overlayfs")
  }

  private func rules() throws -> [String] {
    let report = try TestAudit.run(store.root)
    return report.findings.filter { $0.severity > .note }.map(\.rule.description).sorted()
  }

  @Test(arguments: ["", "/blobs", "/blobs/sha256", "/ingest"])
  func `what a link leads to another disk is not read, and not missing`(part: String) throws {
    let path = Damage.content + part
    try damage.move(path, "elsewhere")
    try damage.link(path, to: damage.url("elsewhere").path)
    let report = try TestAudit.run(store.root)
    #expect(report.findings.filter { $0.severity > .warning } == [])
    #expect(!report.isComplete)
    let target = damage.url("elsewhere").path
    #expect(report.findings.contains { $0.rule == "not-entered" && $0.message.contains(target) })
  }

  @Test func `a link in the place of a snapshotter is told with where it leads`() throws {
    let path = "io.containerd.snapshotter.v1.native"
    try damage.move(path, "elsewhere")
    try damage.link(path, to: damage.url("elsewhere").path)
    let report = try TestAudit.run(store.root)
    #expect(report.findings.filter { $0.severity > .warning } == [])
    let told = report.findings.filter { $0.rule == "not-entered" }
    #expect(told.count == 1)
    #expect(told.first?.message.contains(damage.url("elsewhere").path) == true)
  }

  @Test(arguments: [false, true])
  func `layers that were let go once they were unpacked are not missed`(elsewhere: Bool) throws {
    let digest = try damage.digest("af0cb356")
    let row = try damage.row(ofBlob: "af0cb356")
    try damage.editMeta { meta in
      if elsewhere {
        // Another namespace has the blob, so that its file says nothing of this one.
        meta[try damage.row(ofBlob: "af0cb356", in: "k8s.io")] = meta[row]
      } else {
        for manifest in ["349507ae", "285a4301"] {
          let labels = try damage.row(ofBlob: manifest) + ["labels"]
          for name in meta[labels]?.keys ?? [] where meta[labels + [name]] == .text(digest) {
            meta[labels + [name]] = nil
          }
        }
      }
      meta[row] = nil
    }
    #expect(try rules() == [])
    let notes = try TestAudit.run(store.root).findings.map(\.rule)
    #expect(notes.contains("layer-blob-discarded"))
  }

  @Test(arguments: ["devmapper", "zfs"])
  func `a snapshotter that keeps no directories is not missing them`(name: String) throws {
    try damage.move("io.containerd.snapshotter.v1.native", "io.containerd.snapshotter.v1.\(name)")
    try damage.remove("io.containerd.snapshotter.v1.\(name)/snapshots")
    try damage.editMeta { meta in
      for namespace in ["default", "k8s.io"] {
        let snapshots = ["v1", namespace, "snapshots"]
        guard let rows = meta[snapshots + ["native"]] else { continue }
        meta[snapshots + [name]] = rows
        meta[snapshots + ["native"]] = nil
      }
    }
    #expect(try rules() == ["not-entered", "scan-incomplete"])
  }

  @Test func `a remote snapshot may be named by two namespaces`() throws {
    let chain = "sha256:" + String(repeating: "67", count: 32)
    func row(_ reference: String) -> BoltTree {
      .named([
        "name": .text(chain), "createdat": .value(ContainerdCatalogue.stamp),
        "labels": .named([
          "containerd.io/snapshot.ref": .text(reference),
          "containerd.io/snapshot/remote": .text(""),
          "containerd.io/gc.root": .text("x"),
        ]),
      ])
    }
    func share(_ reference: String) throws {
      try damage.editMeta { meta in
        for namespace in ["default", "k8s.io"] {
          meta["v1", namespace, "snapshots", "stargz", chain] = row(reference)
        }
      }
    }
    try share(chain)
    #expect(try !rules().contains("snapshot-named-twice"))
    try share("another")
    #expect(try rules().contains("snapshot-named-twice"))
  }

  @Test(arguments: [false, true])
  func `documents of a platform without its layers are no damage beside one that is here`(
    isAlone: Bool
  ) throws {
    let absent = ["1", "2"].map { "sha256:" + String(repeating: $0, count: 64) }
    let config = try add(
      """
      {"architecture":"arm64","os":"linux","config":{},"rootfs":{"type":"layers",\
      "diff_ids":["\(absent[0])","\(absent[1])"]}}
      """, keeping: [])
    let layers = absent.map { Self.descriptor("layer.v1.tar", $0, 100) }.joined(separator: ",")
    let other = try add(
      """
      {"schemaVersion":2,"config":\(Self.descriptor("config.v1+json", config.digest, config.size)),\
      "layers":[\(layers)]}
      """, keeping: [config.digest])
    let own = try damage.digest("349507ae")
    let size = try damage.read(damage.blob("349507ae")).count
    let manifests =
      (isAlone ? [] : [Self.descriptor("manifest.v1+json", own, size)])
      + [Self.descriptor("manifest.v1+json", other.digest, other.size)]
    let index = try add(
      #"{"schemaVersion":2,"manifests":["# + manifests.joined(separator: ",") + "]}",
      keeping: [own, other.digest].suffix(isAlone ? 1 : 2))
    try damage.editMeta { meta in
      meta["v1", "default", "images", "platforms:1"] = .named([
        "createdat": .value(ContainerdCatalogue.stamp),
        "updatedat": .value(ContainerdCatalogue.stamp),
        "target": .named([
          "digest": .text(index.digest), "size": .signed(Int64(index.size)),
          "mediatype": .text("application/vnd.oci.image.index.v1+json"),
        ]),
      ])
    }
    #expect(try rules() == (isAlone ? ["descriptor-missing", "descriptor-missing"] : []))
  }

  private static func descriptor(_ type: String, _ digest: String, _ size: Int) -> String {
    #"{"mediaType":"application/vnd.oci.image.\#(type)","digest":"\#(digest)","size":\#(size)}"#
  }

  /// Adds a document to the content store, with labels for what it names.
  private func add(
    _ text: String, keeping children: [String]
  ) throws -> (digest: String, size: Int) {
    let folder = Damage.content + "/blobs/sha256"
    try damage.create("document", text, mode: 0o444)
    let hex = try Command(["sha256sum", damage.url("document").path]).output.prefix(64)
    try damage.move("document", "\(folder)/\(hex)")
    let digest = "sha256:\(hex)"
    let size = text.utf8.count
    try damage.editMeta { meta in
      let labels = children.enumerated().map {
        ("containerd.io/gc.ref.content.\($0.offset)", BoltTree.text($0.element))
      }
      meta["v1", "default", "content", "blob", digest] = .named([
        "createdat": .value(ContainerdCatalogue.stamp),
        "updatedat": .value(ContainerdCatalogue.stamp),
        "size": .signed(Int64(size)), "labels": .named(Dictionary(uniqueKeysWithValues: labels)),
      ])
    }
    return (digest, size)
  }
}
