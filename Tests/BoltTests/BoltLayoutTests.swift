import Bolt
import StoreFixtures
import Testing

/// What the format allows, on databases written by hand.
struct BoltLayoutTests {
  static let pageSizes = [512, 1_024, 2_048, 4_096, 8_192, 16_384, 32_768, 65_536]

  /// Values of none, of some and of more bytes than fit a page, buckets of every kind.
  static let tree = BoltTree.named([
    "empty value": .text(""),
    "empty bucket": .named([:]),
    "inline": .named(["a": .text("1"), "b": .text("2")], sequence: 9),
    "large": .value([UInt8](repeating: 7, count: 200_000)),
    "nested": .named(
      [
        "deep": .named(["deeper": .named(["deepest": .named(["x": .text("y")])])]),
        "many": .bucket(
          sequence: 1 << 40,
          Dictionary(uniqueKeysWithValues: (0..<200).map { (bytes(UInt16($0)), .text("\($0)")) })),
        "long keys": .bucket(
          sequence: 0,
          Dictionary(
            uniqueKeysWithValues: (1...5).map {
              ([UInt8](repeating: UInt8($0), count: 32_768), .text("\($0)"))
            })),
      ], sequence: 3),
  ])

  @Test(arguments: pageSizes) func `all kinds of pages are read`(pageSize: Int) throws {
    var writer = BoltWriter(pageSize: pageSize)
    let root = writer.add(Self.tree)
    #expect(try readAll(writer.file(root: root)) == Self.tree)
  }

  @Test(arguments: [1, 2, 7, 1_000]) func `the width of the tree does not matter`(width: Int) throws
  {
    var writer = BoltWriter()
    let shape = BoltWriter.Shape(
      keysPerLeaf: width, childrenPerBranch: max(2, width), inlineKeys: width)
    let root = writer.add(Self.tree, shape)
    #expect(try readAll(writer.file(root: root)) == Self.tree)
  }

  @Test func `a database without keys is empty`() throws {
    var writer = BoltWriter()
    let root = writer.leaf([])
    #expect(try readAll(writer.file(root: root)) == .named([:]))
  }

  @Test func `an empty leaf among others holds nothing`() throws {
    var writer = BoltWriter()
    let first = writer.leaf([.value("a")])
    let empty = writer.leaf([])
    let last = writer.leaf([.value("c")])
    let root = writer.branch([("a", first), ("b", empty), ("c", last)])
    #expect(try readAll(writer.file(root: root)) == .named(["a": .text(""), "c": .text("")]))
  }

  @Test func `keys below the first branch are not there`() throws {
    var writer = BoltWriter()
    let leaf = writer.leaf([.value("b")])
    let root = writer.branch([("b", leaf)])
    try TestTransaction.read(from: source(writer.file(root: root))) {
      (transaction) throws(TestError) in
      #expect(try transaction.entry(Array("a".utf8), in: transaction.root) == nil)
      #expect(try transaction.entry(Array("b".utf8), in: transaction.root)?.value?.count == 0)
      #expect(try transaction.entry(Array("c".utf8), in: transaction.root) == nil)
    }
  }

  /// Elements are at the start of the page and keys far behind.
  @Test func `a page of many keys is read about once`() throws {
    var writer = BoltWriter(pageSize: 4_096)
    let keys = (0..<20_000).map { "key-" + String(1_000_000 + $0) }
    let root = writer.leaf(keys.map { .value($0) })
    let file = writer.file(root: root)
    var read = 0
    let counting: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      read += count
      return Array(file.dropFirst(offset).prefix(count))
    }
    try TestTransaction.read(from: counting) { (transaction) throws(TestError) in
      try transaction.check()
    }
    #expect(read > 500_000 && read < 1_000_000)
  }

  /// Sixteen terabytes, of which a look-up needs a few pages.
  @Test func `a file is never read as a whole`() throws {
    var writer = BoltWriter(pageSize: 4_096)
    let root = writer.add(Self.tree)
    let file = writer.file(root: root)
    let pages: UInt64 = 1 << 32
    let meta = writer.meta(root: root, number: 8, pageCount: pages)
    var read = 0
    let huge: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      read += count
      if offset == 0 { return meta + file.dropFirst(meta.count).prefix(count - meta.count) }
      if offset == Int(pages) * 4_096 - 1 { return [0] }
      return Array(file.dropFirst(offset).prefix(count))
    }
    try TestTransaction.read(from: huge) { (transaction) throws(TestError) in
      guard let bucket = try transaction.bucket("nested", "many"),
        let value = try transaction.entry(bytes(UInt16(77)), in: bucket)?.value
      else {
        Issue.record("the value is missing")
        return
      }
      #expect(try transaction.bytes(of: value) == Array("77".utf8))
    }
    #expect(read < 500_000)
  }
}
