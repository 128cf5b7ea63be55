import Audit
import BundledStores
import CXattr
import Glibc
import LayerModel
import Scanner
import StoreFixtures
import Testing

/// What of an image is wasted: each kind by a store that has nothing else of it.
struct WasteTests {
  /// The three layers of the fixture's image, the base first.
  private enum Layer: Int { case base, middle, top }

  private static let isRoot = geteuid() == 0

  @Test func `a sound image wastes nothing`() throws {
    try expect(LayerDBFixture(), replaced: 0, deleted: 0, [])
  }

  @Test func `a file in the place of another`() throws {
    let store = try LayerDBFixture()
    try write(1_000, "etc/conf", .base, store)
    try write(10, "etc/conf", .top, store)
    try expect(store, replaced: 1_000, deleted: 0, ["replaced etc/conf base 1000"])
  }

  @Test func `each of several layers below is told`() throws {
    let store = try LayerDBFixture()
    try write(1_000, "etc/conf", .base, store)
    try write(500, "etc/conf", .middle, store)
    try write(10, "etc/conf", .top, store)
    try expect(
      store, replaced: 1_500, deleted: 0,
      ["replaced etc/conf base 1000", "replaced etc/conf middle 500"])
  }

  @Test(.enabled(if: isRoot, "makes whiteout devices")) func `a file that is deleted`() throws {
    let store = try LayerDBFixture()
    try write(500, "tmp/x", .base, store)
    try hide("tmp/x", .middle, store)
    try expect(store, replaced: 0, deleted: 500, ["deleted tmp/x base 500"])
  }

  @Test(.enabled(if: isRoot, "makes whiteout devices"))
  func `a directory that is deleted with all below it`() throws {
    let store = try LayerDBFixture()
    try write(300, "var/cache/a", .base, store)
    try write(200, "var/cache/deep/b", .middle, store)
    try hide("var/cache", .top, store)
    try expect(
      store, replaced: 0, deleted: 500,
      ["deleted var/cache/a base 300", "deleted var/cache/deep/b middle 200"])
  }

  @Test(.enabled(if: isRoot, "makes whiteout devices"))
  func `what is added, deleted and added again is deleted once`() throws {
    let store = try LayerDBFixture()
    try write(110, "f", .base, store)
    try hide("f", .middle, store)
    try write(220, "f", .top, store)
    try expect(store, replaced: 0, deleted: 110, ["deleted f base 110"])
  }

  @Test(.enabled(if: isRoot, "sets trusted attributes")) func `an opaque directory`() throws {
    let store = try LayerDBFixture()
    try write(50, "srv/old", .base, store)
    try write(60, "srv/same", .base, store)
    try write(70, "srv/same", .top, store)
    let folder = store.path(path("srv", .top, store))
    #expect(setxattr(folder, "trusted.overlay.opaque", "y", 1, 0) == 0)
    try expect(
      store, replaced: 60, deleted: 50, ["replaced srv/same base 60", "deleted srv/old base 50"])
  }

  @Test func `a file in the place of a directory`() throws {
    let store = try LayerDBFixture()
    try write(70, "d/x", .base, store)
    try write(1, "d", .top, store)
    try expect(store, replaced: 0, deleted: 70, ["deleted d/x base 70"])
  }

  @Test func `a directory over a directory hides nothing`() throws {
    let store = try LayerDBFixture()
    try write(70, "d/x", .base, store)
    try write(1, "d/y", .top, store)
    try expect(store, replaced: 0, deleted: 0, [])
  }

  @Test func `a file with another name is not told`() throws {
    let store = try LayerDBFixture()
    try write(70, "x", .base, store)
    #expect(link(store.path(path("x", .base, store)), store.path(path("y", .base, store))) == 0)
    try write(1, "x", .top, store)
    try expect(store, replaced: 0, deleted: 0, [])
  }

  @Test func `content that a layer below has, too`() throws {
    let store = try LayerDBFixture()
    try write(5_000, "here", .base, store)
    try write(5_000, "there", .middle, store)
    try write(5_000, "everywhere", .top, store)
    try store.write(path("other", .top, store), [UInt8](repeating: 8, count: 5_000))
    // In one layer nothing is saved by layering, and small files have a block each anyway.
    try write(5_000, "again", .base, store)
    try write(4_000, "small", .base, store)
    try write(4_000, "little", .top, store)
    let waste = try #require(try waste(of: store, comparesContents: true))
    #expect(waste.duplicated == 10_000)
    #expect(waste.total == 10_000)
    #expect(
      waste.largest.map { "\($0.kind.rawValue) \($0.path)" } == [
        "duplicated everywhere", "duplicated there",
      ])
    #expect(try self.waste(of: store)?.duplicated == nil)
  }

  @Test func `what is hidden is no duplicate`() throws {
    let store = try LayerDBFixture()
    try write(5_000, "etc/conf", .base, store)
    try write(5_000, "etc/conf", .top, store)
    let waste = try #require(try waste(of: store, comparesContents: true))
    #expect((waste.replaced, waste.duplicated) == (5_000, 0))
    #expect(waste.files == 1)
  }

  @Test func `of whole trees what changes and what goes is told`() throws {
    let store = try LayerDBFixture(driver: "vfs")
    // Each tree has the files of those below it, with their times.
    for (layer, name) in [(1, "file-0"), (2, "file-0"), (2, "file-1")] {
      try copy(name, to: layer, store)
    }
    try write(1_000, "changed", .base, store)
    try write(300, "gone", .base, store)
    try copy("gone", to: 1, store)
    try write(10, "changed", .middle, store)
    try copy("changed", to: 2, from: 1, store)
    try expect(
      store, replaced: 1_000, deleted: 300,
      ["replaced changed base 1000", "deleted gone base 300"])
  }

  @Test func `what there is no room for is not told`() throws {
    let store = try LayerDBFixture()
    let waste = try waste(of: store, limit: 2)
    #expect(waste?.unknown == "its layers have more than 2 entries")
    #expect(waste?.total == 0)
  }

  @Test func `a limit for all images still tells each that fits`() throws {
    let store = try LayerDBFixture()
    try write(1_000, "file-0", .top, store)
    #expect(try waste(of: store, limit: 4)?.replaced == 5)
  }

  private func path(_ path: String, _ layer: Layer, _ store: LayerDBFixture) -> String {
    store.content(LayerDBFixture.caches[layer.rawValue]) + "/" + path
  }

  private func write(
    _ count: Int, _ path: String, _ layer: Layer, _ store: LayerDBFixture
  ) throws {
    try store.write(self.path(path, layer, store), [UInt8](repeating: 7, count: count))
  }

  private func hide(_ path: String, _ layer: Layer, _ store: LayerDBFixture) throws {
    let place = store.path(self.path(path, layer, store))
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    if !parent.isEmpty { try store.directory(self.path(parent, layer, store)) }
    try #require(mknod(place, S_IFCHR | 0o600, 0) == 0)
  }

  private func copy(
    _ name: String, to layer: Int, from lower: Int? = nil, _ store: LayerDBFixture
  ) throws {
    let source = store.content(LayerDBFixture.caches[lower ?? (name == "file-1" ? 1 : 0)])
    let target = store.content(LayerDBFixture.caches[layer])
    try Command.run(
      "cp", "-a", store.path(source + "/" + name), store.path(target + "/" + name))
  }

  private func expect(
    _ store: LayerDBFixture, replaced: ByteCount, deleted: ByteCount, _ largest: [String]
  ) throws {
    let waste = try #require(try waste(of: store))
    #expect(waste.unknown == nil)
    #expect((waste.replaced, waste.deleted) == (replaced, deleted))
    #expect(waste.total == replaced.adding(deleted))
    #expect(waste.files == largest.count)
    let layers = Dictionary(
      uniqueKeysWithValues: zip(LayerDBFixture.chains, ["base", "middle", "top"]))
    #expect(
      waste.largest.map {
        "\($0.kind.rawValue) \($0.path) \(layers[$0.layer.description] ?? "?") \($0.bytes)"
      } == largest)
  }

  /// Of the image of all three layers.
  private func waste(
    of store: LayerDBFixture, limit: Int? = nil, comparesContents: Bool = false
  ) throws -> ImageWaste? {
    let progress = ScanProgress()
    let record = try #require(try Stores.read(at: StorePlaces([BytePath(store.root)])).first)
    let found = Scanner(workers: 2).scan(record, level: .sizes, progress: progress)
    let measured = StoreReport(record: record, measurements: found, ledger: Ledger())
    let measurer = WasteMeasurer(
      workers: 2, comparesContents: comparesContents, progress: progress,
      limit: limit ?? WasteMeasurer.defaultLimit)
    return measurer.measured(measured).measurements.waste[LayerID(LayerDBFixture.top)]
  }
}
