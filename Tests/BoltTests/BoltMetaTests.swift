import Bolt
import StoreFixtures
import Testing

/// Two databases in one file, as between two commits: one root for each meta.
struct BoltMetaTests {
  /// The file, and what of it the commits 6 and 7 see.
  private static func twoCommits(pageSize: Int) -> [UInt8] {
    var writer = BoltWriter(pageSize: pageSize)
    let older = writer.leaf([.value("commit", "6")])
    let newer = writer.leaf([.value("commit", "7")])
    var file = writer.file(root: older)
    file.replaceSubrange(0..<80, with: writer.meta(root: older, number: 6))
    file.replaceSubrange(pageSize..<(pageSize + 80), with: writer.meta(root: newer, number: 7))
    return file
  }

  private static func read(
    _ file: [UInt8]
  ) throws(TestError) -> (tree: BoltTree, rejected: BoltDamage?) {
    try TestTransaction.read(from: source(file)) { (transaction) throws(TestError) in
      (try BoltTree(transaction.root, in: transaction), transaction.rejectedMeta)
    }
  }

  @Test(arguments: BoltLayoutTests.pageSizes)
  func `the later commit counts`(pageSize: Int) throws {
    let result = try Self.read(Self.twoCommits(pageSize: pageSize))
    #expect(result.tree == .named(["commit": .text("7")]))
    #expect(result.rejected == nil)
  }

  @Test(arguments: BoltLayoutTests.pageSizes)
  func `a damaged meta leaves the other commit and is told`(pageSize: Int) throws {
    let file = Self.twoCommits(pageSize: pageSize)
    for offset in 16..<80 {
      for (start, page, commit) in [(0, UInt64(0), "7"), (pageSize, 1, "6")] {
        var damaged = file
        damaged[start + offset] ^= 1
        let result = try Self.read(damaged)
        #expect(result.tree == .named(["commit": .text(commit)]))
        #expect(result.rejected?.place.page == page)
        let field = offset < 20 ? 16 : offset < 24 ? 20 : 72
        #expect(result.rejected?.place.offset == start + field)
      }
    }
  }

  @Test func `the header of a meta page says nothing, as for bbolt`() throws {
    var file = Self.twoCommits(pageSize: 512)
    for offset in 0..<16 {
      file[offset] ^= 0xFF
      file[512 + offset] ^= 0xFF
    }
    #expect(try Self.read(file).rejected == nil)
  }

  @Test func `without a meta there is no database`() throws {
    var file = Self.twoCommits(pageSize: 512)
    file[80 - 1] ^= 1
    file[512 + 80 - 1] ^= 1
    #expect(throws: damage(0, 72, "the checksum of the meta page")) { try Self.read(file) }
  }

  @Test func `a page size that bbolt never has is refused`() throws {
    for pageSize in [0, 1, 256, 513, 131_072] {
      let meta = BoltWriter(pageSize: pageSize).meta(root: 3, number: 6)
      let file = meta + [UInt8](repeating: 0, count: 200_000)
      #expect(throws: damage(0, 24, "a page size that is a power of two from 512 to 65536")) {
        try Self.read(file)
      }
    }
  }

  @Test func `metas of different page sizes are not of one database`() throws {
    var file = Self.twoCommits(pageSize: 512)
    let other = BoltWriter(pageSize: 1_024).meta(root: 4, number: 7)
    file.replaceSubrange(512..<592, with: other)
    let result = try Self.read(file)
    #expect(result.tree == .named(["commit": .text("6")]))
    #expect(
      result.rejected == BoltPlace(page: 1, offset: 536).damage("a page size of 512"))
  }

  @Test func `what is no database is said to be none`() {
    let noMark = damage(0, 16, "the mark of a bbolt database")
    let sqlite = Array("SQLite format 3\0".utf8)
    for (file, error) in [
      ([], .empty), ([0], damage(0, 1, "a meta page")),
      ([UInt8](repeating: 0, count: 79), damage(0, 79, "a meta page")),
      ([UInt8](repeating: 0, count: 80), noMark), ([UInt8](repeating: 0, count: 9_999), noMark),
      ([UInt8](repeating: 0xFF, count: 32_768), noMark),
      (sqlite + [UInt8](repeating: 1, count: 4_096), noMark),
    ] {
      #expect(throws: error as TestError) { try Self.read(file) }
    }
  }
}
