import Audit
import BundledStores
import Glibc
import LayerModel
import Scanner
import StoreFixtures
import Testing

/// Sizes of layers that are whole trees, in which files have several names.
struct LinkedChangesTests {
  /// Names that are met before and after the one that the parent has, too.
  @Test(arguments: [["a-link"], ["z-link"], ["a-link", "z-link"], ["a/deep", "z/deep"]])
  func `a new name of an inherited file has no bytes`(names: [String]) throws {
    let store = try fixture()
    for name in names { try link("file-0", name, store) }
    for workers in [1, 4] {
      #expect(try regularChanges(of: LayerDBFixture.middle, in: store, workers) == 5)
    }
  }

  @Test func `two names of a new file are counted once`() throws {
    let store = try fixture()
    try link("file-1", "a-link", store)
    try link("file-1", "z/deep", store)
    #expect(try regularChanges(of: LayerDBFixture.middle, in: store, 4) == 5)
  }

  /// The middle layer has the base's file, and one of its own.
  private func fixture() throws -> LayerDBFixture {
    let store = try LayerDBFixture(driver: "vfs")
    let trees = LayerDBFixture.caches.map { store.path(store.content($0)) }
    try Command.run("cp", "-a", trees[0] + "/file-0", trees[1] + "/file-0")
    return store
  }

  private func link(_ name: String, _ new: String, _ store: LayerDBFixture) throws {
    let tree = store.content(LayerDBFixture.caches[1])
    if let folder = new.split(separator: "/").dropLast().first {
      try store.directory("\(tree)/\(folder)")
    }
    try #require(Glibc.link(store.path("\(tree)/\(name)"), store.path("\(tree)/\(new)")) == 0)
  }

  private func regularChanges(
    of layer: String, in store: LayerDBFixture, _ workers: Int
  ) throws -> ByteCount? {
    let record = try #require(try Stores.read(at: StorePlaces([BytePath(store.root)])).first)
    let found = Scanner(workers: workers).scan(record, level: .sizes, progress: ScanProgress())
    return found.layers[LayerID(layer)]?.sizeByRegularChanges
  }
}
