import Audit
import BundledStores
import Foundation
import LayerModel
import Scanner
import StoreFixtures
import Testing

/// Where the bytes of a store are counted.
struct LedgerTests {
  @Test func `what may have an owner is unexplained, not an orphan`() {
    var record = StoreRecord(
      location: StoreLocation(kind: .dockerGraph, driver: "vfs", root: "/store"))
    record.layers = [
      LayerClaim(
        id: LayerID("a"), role: .image, contentPath: "vfs/dir/a", contentState: "directory")
    ]
    record.leftovers = [
      Leftover(.orphanLayer, path: "vfs/dir/b", ownershipKnown: true),
      Leftover(.orphanLayer, path: "vfs/dir/c", ownershipKnown: false),
    ]
    var measurements = StoreMeasurements()
    #expect(Ledger(of: record, measurements).diskUsed == nil)
    var account = StoreAccount()
    account.layers = [LayerID("a"): DiskSize(allocated: 4_096)]
    account.leftovers = [
      "vfs/dir/b": DiskSize(allocated: 8_192), "vfs/dir/c": DiskSize(allocated: 16_384),
    ]
    measurements.takeAccount(account)
    let ledger = Ledger(of: record, measurements)
    #expect([ledger[.unique], ledger[.orphan], ledger[.unexplained]] == [4_096, 8_192, 16_384])
    #expect(ledger.diskUsed == 28_672)
  }

  @Test(arguments: [
    "containerd-1.6", "docker-1.7.1-aufs", "docker-1.7.1-vfs", "docker-1.8.3-vfs-pulled",
    "docker-20.10-overlay2", "docker-20.10-vfs", "docker-save-legacy", "oci-layout",
    "podman-4-quirks", "podman-4-vfs", "podman-5-overlay", "podman-5-zstd-chunked",
  ])
  func `every byte of a real store is explained`(archive: String) throws {
    let store = try BundledStore(archive: archive)
    let stores = try measured(store.root.deletingLastPathComponent().path)
    // A daemon's root may have the store of a containerd in it.
    let roots = Set(stores.map(\.record.location.root))
    for root in roots where !roots.contains(where: { $0 != root && root.isWithin($0) }) {
      expectWhole(
        stores.filter { $0.record.location.root.isWithin(root) }, DiskUse.of(root.description))
    }
    for store in stores { #expect(places(store, .unexplained).isEmpty) }
  }

  @Test(arguments: ["docker-archive-flat.tar", "oci-small.tar"])
  func `of an archive the file itself is all there is`(name: String) throws {
    let file = BundledStore.fixtures.appending(path: name).path
    expectWhole(try measured(file), DiskUse.of(file))
  }

  @Test func `what nobody knows is named`() throws {
    let store = try LayerDBFixture()
    try store.write("overlay2/\(LayerDBFixture.caches[0])/strange", "x")
    try store.write("strange/deeper/file", "x")
    let ledger = try #require(try measured(store.root).first)
    #expect(
      places(ledger, .unexplained) == ["overlay2/\(LayerDBFixture.caches[0])/strange", "strange"])
    expectWhole([ledger], DiskUse.of(store.root))
  }

  @Test func `of very many unknown names some are told`() throws {
    let store = try LayerDBFixture()
    for number in 100..<200 { try store.write("strange-\(number)", "x") }
    let ledger = try #require(try measured(store.root).first)
    let named = places(ledger, .unexplained)
    #expect(named.count == 65)
    #expect(named.prefix(2) == ["*", "strange-100"])
    expectWhole([ledger], DiskUse.of(store.root))
  }

  @Test func `logs and volumes are told by name`() throws {
    let store = try LayerDBFixture()
    let folder = "containers/\(LayerDBFixture.container)"
    for name in ["-json.log", "-json.log.1.gz"] {
      try store.write("\(folder)/\(LayerDBFixture.container)\(name)", "out")
    }
    try store.write("\(folder)/local-logs/container.log", "out")
    try store.write("volumes/data/_data/deep/file", "kept")
    try store.write("volumes/metadata.db", "bolt")
    let ledger = try #require(try measured(store.root).first)
    #expect(
      places(ledger, .log) == [
        "\(folder)/\(LayerDBFixture.container)-json.log",
        "\(folder)/\(LayerDBFixture.container)-json.log.1.gz", "\(folder)/local-logs",
      ])
    #expect(places(ledger, .volume) == ["volumes/data"])
    #expect(places(ledger, .metadata).contains("volumes/metadata.db"))
  }

  @Test func `two drivers and a store within share a root and no byte`() throws {
    let store = try LayerDBFixture()
    let other = try LayerDBFixture(driver: "vfs")
    for path in ["image/vfs", "vfs"] {
      try Command.run("cp", "-a", other.path(path), store.path(path))
    }
    try store.directory("containerd/daemon/io.containerd.content.v1.content/blobs/sha256")
    try store.write("containerd/daemon/stray", "x")
    let stores = try measured(store.root)
    #expect(stores.map(\.record.location.driver) == ["overlay2", "vfs", "none"])
    #expect(stores.allSatisfy { $0.ledger.total?.allocated ?? 0 > 0 })
    expectWhole(stores, DiskUse.of(store.root))
  }

  @Test func `what cannot be read is a gap`() throws {
    let store = try LayerDBFixture()
    try store.write("volumes/data/file", "x")
    var record = try #require(try Stores.read(at: StorePlaces([BytePath(store.root)])).first)
    record.ledgerRange.roots = [BytePath([]), "gone"]
    let progress = ScanProgress()
    #expect(ledger(record, progress).gaps.isEmpty)
    progress.stop()
    #expect(!ledger(record, progress).gaps.isEmpty)
  }

  @Test(arguments: 1...12)
  func `the ledger of any tree is what du counts`(seed: UInt64) throws {
    let store = try RandomStore(seed: seed)
    expectWhole(try measured(store.root), DiskUse.of(store.root), "seed \(seed)")
  }

  /// Classes add up to the whole, which is what was found without the program; none is negative.
  private func expectWhole(
    _ stores: [StoreReport], _ found: DiskUse.Size, _ comment: Comment? = nil
  ) {
    var sum = DiskUse.Size()
    for ledger in stores.map(\.ledger) {
      #expect(ledger.gaps.isEmpty, comment)
      #expect(Set(ledger.classes.keys) == Set(LedgerClass.allCases), comment)
      var parts = DiskSize()
      for size in ledger.classes.values {
        #expect(size.allocated >= 0 && size.apparent >= 0, comment)
        parts.add(size)
      }
      #expect(parts == ledger.total, comment)
      for place in ledger.places {
        let whole = ledger.classes[place.key.name] ?? DiskSize()
        #expect(place.size.allocated >= 0 && place.size.apparent >= 0, comment)
        #expect(place.size.allocated <= whole.allocated, comment)
      }
      sum.allocated += parts.allocated.value
      sum.apparent += parts.apparent.value
    }
    #expect(sum == found, comment)
  }

  private func places(_ store: StoreReport, _ name: LedgerClass) -> [String] {
    store.ledger.places.filter { $0.key.name == name }.map(\.key.path.description)
  }

  private func measured(_ paths: String...) throws -> [StoreReport] {
    try Stores.read(at: StorePlaces(paths.map { BytePath($0) })).map { record in
      let found = Scanner(workers: 3).scan(record, level: .sizes, progress: ScanProgress())
      return StoreReport(
        record: record, measurements: found, ledger: Ledger(of: record, found))
    }
  }

  private func ledger(_ record: StoreRecord, _ progress: ScanProgress) -> Ledger {
    Ledger(of: record, Scanner(workers: 2).scan(record, level: .sizes, progress: progress))
  }
}
