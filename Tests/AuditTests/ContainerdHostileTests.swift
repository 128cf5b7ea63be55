import Audit
import BundledStores
import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Databases that no daemon writes.
struct ContainerdHostileTests {
  private let store: BundledStore
  private let damage: Damage

  init() throws {
    store = try BundledStore(archive: "containerd-1.6")
    damage = Damage(root: store.root, driver: "overlayfs")
  }

  private func named(_ name: String) -> BoltTree {
    .named([
      "name": .text(name), "createdat": .value(ContainerdCatalogue.stamp),
      "labels": .named(["containerd.io/gc.root": .text("x")]),
    ])
  }

  @Test func `rows whose names would make one id are told, and end nothing`() throws {
    try damage.editMeta { meta in
      meta["v1", "default", "snapshots", "native/x", "k"] = named("default/1/k")
      meta["v1", "default", "snapshots", "native", "x/k"] = named("default/2/k")
      meta["v1", "default/native", "containers", "x"] = .named(["image": .text("a")])
    }
    let report = try TestAudit.run(store.root)
    let malformed = report.findings.filter { $0.rule == "row-value-malformed" }
    #expect(malformed.count == 2)
    #expect(malformed.allSatisfy { $0.message.contains("with a slash") })
    let layers = report.stores[0].record.layers.map(\.id)
    #expect(Set(layers).count == layers.count)
  }

  @Test(arguments: 0..<20)
  func `names of a few letters end no audit`(seed: Int) throws {
    var generator = SeededLetters(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
    try damage.editMeta { meta in
      for number in 0..<30 {
        let (namespace, snapshotter) = (generator.name(), generator.name())
        let path = ["v1", namespace, "snapshots", snapshotter, generator.name()]
        meta[path] = named("a/\(number)/b")
        meta["v1", generator.name(), "containers", generator.name()] = .named([
          "snapshotter": .text(generator.name()), "snapshotKey": .text(generator.name()),
        ])
      }
    }
    let record = try Stores.read(at: StorePlaces([BytePath(store.root.path)]))[0]
    #expect(Set(record.layers.map(\.id)).count == record.layers.count)
    #expect(Set(record.containers.map(\.id)).count == record.containers.count)
  }

  @Test func `a row whose key is all slashes ends no audit`() throws {
    let slashes = String(repeating: "/", count: 30_000)
    try damage.editMeta { meta in
      meta["v1", "default", "containers", slashes] = .text("no bucket")
      meta["v1", "/", "containers", "/"] = .text("no bucket")
    }
    let report = try TestAudit.run(store.root)
    #expect(report.findings.contains { $0.rule == "row-value-malformed" })
  }

  @Test func `a meta.db that was made anew is told before it costs what containers wrote`() throws {
    try damage.editMeta { $0 = .named(["v1": .named(["version": .signed(3)])]) }
    let report = try TestAudit.run(store.root)
    let found = report.findings.filter { $0.severity > .note }
    #expect(
      found.map(\.rule) == ["snapshots-forgotten", "snapshots-forgotten", "snapshots-forgotten"])
    #expect(found.allSatisfy { $0.fix.contains("Stop containerd now") })
  }

  @Test func `many names of one image that is not here cost no more than each`() throws {
    let digest = "sha256:" + String(repeating: "de", count: 32)
    try damage.editMeta { meta in
      for number in 0..<3_000 {
        meta["v1", "default", "images", "gone:\(number)"] = .named([
          "target": .named(["digest": .text(digest), "size": .signed(1)])
        ])
      }
    }
    let record = try Stores.read(at: StorePlaces([BytePath(store.root.path)]))[0]
    let image = record.images.first { $0.names.contains("gone:0") }
    #expect(image?.names.count == 3_000)
    #expect(image?.names == image?.names.sorted())
  }

  @Test func `an ingest that tells no length is told itself`() throws {
    let path = try damage.ingest("default/1/leased-partial") + "/total"
    try damage.remove(path)
    try damage.makeDirectory(path)
    let report = try TestAudit.run(store.root)
    #expect(report.findings.contains { $0.severity == .warning && $0.path?.description == path })
  }

  @Test func `a container with the key of a snapshot and no snapshotter has none`() throws {
    try damage.editMeta { $0["v1", "default", "containers", "ctr-run", "snapshotter"] = nil }
    let report = try TestAudit.run(store.root)
    #expect(report.findings.contains { $0.rule == "container-snapshot-missing" })
  }
}

/// Names of `/`, `a` and `b`.
private struct SeededLetters {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func name() -> String {
    String((0...(next() % 3)).map { _ in ["/", "a", "b"][Int(next() % 3)] }.joined())
  }
}
