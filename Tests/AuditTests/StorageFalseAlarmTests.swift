import BundledStores
import Foundation
import Glibc
import LayerModel
import StoreFixtures
import Testing

/// Sound stores that `podman system check` calls damaged, and deletes from when told to repair.
struct StorageFalseAlarmTests {
  /// Its tars have no entries for the parents of files, a whiteout and an opaque mark in directories
  /// that the layer does not list, times before 1970, and a hard link whose header has another mode
  /// and time than the file's; `lost+found` lies beside the layers.
  @Test func `what an engine makes of an odd tar is no fault`() throws {
    let store = try BundledStore(archive: "podman-4-quirks")
    let report = try TestAudit.run(store.root.appending(path: "shared"))
    #expect(TestAudit.summary(report) == [])
    #expect(report.isComplete)
    #expect(report.stores[0].record.layers.count == 2)
    #expect(
      report.stores[0].measurements.layers.values.map(\.verification) == [.verified, .verified])
  }

  @Test func `layers and containers on layers of an additional store are no fault`() throws {
    let store = try BundledStore(archive: "podman-4-quirks")
    let report = try TestAudit.run(
      store.root.appending(path: "store"), additional: [store.root.appending(path: "shared")])
    #expect(TestAudit.summary(report) == [])
    #expect(report.isComplete)
    let layers = report.stores[0].record.layers
    #expect(layers.map(\.parentState) == ["present", "present", "present"])
    #expect(layers.map(\.chainState) == ["match", "match", "match"])
    let child = try #require(layers.first { $0.role == .image })
    #expect(report.stores[0].measurements.layers[child.id]?.verification == .verified)
  }

  @Test func `a store whose additional store is not given accuses nobody`() throws {
    let store = try BundledStore(archive: "podman-4-quirks")
    let report = try TestAudit.run(store.root.appending(path: "store"))
    #expect(
      TestAudit.summary(report) == [
        "warning layer-parent-elsewhere a79d1df9d8ed",
        "warning layer-parent-elsewhere d74724243382",
      ])
  }

  @Test func `an additional store that cannot be read proves nothing`() throws {
    let store = try BundledStore(archive: "podman-4-quirks")
    let report = try TestAudit.run(
      store.root.appending(path: "store"), additional: [store.root.appending(path: "none")])
    #expect(report.findings.filter { $0.severity == .error } == [])
    #expect(!report.isComplete)
  }

  /// An engine takes any text for an id: what the record names is in use.
  @Test(arguments: ["images", "containers"])
  func `who is named in a record that cannot be used is not left over`(list: String) throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let file = store.root.appending(path: "overlay-\(list)/\(list).json")
    var text = try String(contentsOf: file, encoding: .utf8)
    let id = try #require(text.firstRange(of: "\"id\":\""))
    text.replaceSubrange(id.upperBound..<text.index(after: id.upperBound), with: "g")
    try Data(text.utf8).write(to: file)
    #expect(try Self.orphanRules(store.root) == [])
  }

  @Test(arguments: ["images", "containers"])
  func `a list whose directory is lost leaves nothing over`(list: String) throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    try FileManager.default.removeItem(
      at: store.root.appending(path: "overlay-\(list)"))
    #expect(try Self.orphanRules(store.root) == [])
  }

  /// The rules of the findings that say that nothing owns something.
  private static func orphanRules(_ root: URL) throws -> [String] {
    let report = try TestAudit.run(root)
    #expect(report.findings.contains { $0.severity > .note })
    return report.findings.map { $0.rule.description }.filter {
      $0.hasSuffix("-left") || $0.hasSuffix("-unused") || $0.hasPrefix("orphan")
    }
  }

  /// Of directories and links a pull in parts keeps the time of the pull.
  @Test func `times of layers that were fetched in parts are no fault`() throws {
    let store = try BundledStore(archive: "podman-5-zstd-chunked")
    let report = try TestAudit.run(store.root)
    #expect(report.findings.filter { $0.rule == "file-timestamp-differs" } == [])
  }

  /// `podman manifest add` writes the list anew, but leaves the digest of the empty one.
  @Test func `a list of images that was made here is no fault`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let damage = Damage(root: store.root, driver: "overlay")
    let before = TestAudit.summary(try TestAudit.run(store.root))
    let pieces = [
      "manifest": #"{"schemaVersion":2,"manifests":[]}"#, "instances.json": #"{"":"x"}"#,
    ]
    let id = Stored.stranger
    try damage.editList(damage.imageList) { records in
      records.append([
        "id": id, "digest": "sha256:" + Stored.stranger, "names": ["localhost/list:1"],
        "big-data-names": ["manifest", "instances.json"],
        "big-data-sizes": pieces.mapValues(\.utf8.count),
        "big-data-digests": pieces.mapValues { "sha256:" + LayerDBFixture.digest(of: $0) },
        "created": "2026-11-20T10:00:00Z",
      ])
    }
    for (name, text) in pieces { try damage.create("overlay-images/\(id)/\(name)", text) }
    let report = try TestAudit.run(store.root)
    #expect(TestAudit.summary(report) == before)
    #expect(report.stores[0].record.images.contains { $0.names == ["localhost/list:1"] })
  }

  /// Anybody in a container can make one as large as the file system has numbers for.
  @Test func `a hole in a file of a container is not read`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let damage = Damage(root: store.root, driver: "overlay")
    let before = TestAudit.summary(try TestAudit.run(store.root))
    let path = damage.files(Stored.first) + "/sparse"
    try damage.create(path, "abc")
    #expect(truncate(damage.url(path).path, 4 << 40) == 0)
    let report = try TestAudit.run(store.root)
    #expect(TestAudit.summary(report) == before && report.isComplete)
    #expect(report.stores[0].measurements.bytesRead < 100_000_000)
  }

  /// One bad file keeps the checker of the engines from all other faults of the layer and of those
  /// above.
  @Test func `all faults of a chain are told at once`() throws {
    let store = try BundledStore(archive: "podman-5-overlay")
    let damage = Damage(root: store.root, driver: "overlay")
    let (base, addition) = (damage.files(Stored.base), damage.files(Stored.addition))
    try damage.flipBit(base + "/usr/bin/tool01", at: 5)
    try damage.flipBit(base + "/usr/bin/tool02", at: 5)
    try damage.setMode(base + "/etc/shadow", 0o644)
    try damage.setMode(addition + "/opt/app/conf/a.conf", 0o600)
    try damage.keepingTimes(addition + "/opt/new") { try damage.create(addition + "/opt/new") }
    let found = TestAudit.summary(try TestAudit.run(store.root))
    #expect(
      found == [
        "error file-content-differs 7311b6440d89 usr/bin/tool01",
        "error file-content-differs 7311b6440d89 usr/bin/tool02",
        "error file-unexpected 6ae380980805 opt/new",
        "warning file-metadata-differs 6ae380980805 opt/app/conf/a.conf",
        "warning file-metadata-differs 7311b6440d89 etc/shadow",
      ])
  }

  @Test func `layers that only their tables of contents name are proven`() throws {
    let store = try BundledStore(archive: "podman-5-zstd-chunked")
    let damage = Damage(root: store.root, driver: "overlay")
    let top = try damage.keepOnlyTables()
    let sound = try TestAudit.run(store.root)
    #expect(TestAudit.summary(sound).filter { !$0.contains("layer-unused") } == [])
    let claim = try #require(sound.stores[0].record.layers.first { $0.id.description == top })
    #expect(claim.diffIDSource == "expected-layer-diffid")
    #expect(claim.contentAddressState == "match")
    #expect(sound.stores[0].measurements.layers[claim.id]?.verification == .verified)
    #expect(sound.stores[0].record.images.map(\.isComplete) == [true])

    let file = "opt/app/conf/a.conf"
    try damage.flipBit(damage.files(top) + "/" + file, at: 3)
    try damage.create(damage.files(top) + "/evil", "evil")
    let known = Set(TestAudit.summary(sound))
    let found = TestAudit.summary(try TestAudit.run(store.root))
    #expect(
      found.filter { !known.contains($0) } == [
        "error file-content-differs \(top.prefix(12)) \(file)",
        "error file-unexpected \(top.prefix(12)) evil",
      ])
  }
}
