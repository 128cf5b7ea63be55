import Bolt
import StoreFixtures
import Testing

struct RealDatabaseTests {
  @Test(arguments: BoltDatabase.allCases)
  func `everything that a daemon wrote is read`(database: BoltDatabase) throws {
    let expected = try database.expected()
    let bytes = try database.bytes()
    let (tree, number, rejected) = try TestTransaction.read(from: source(bytes)) {
      (transaction) throws(TestError) in
      try transaction.check()
      let tree = try BoltTree(transaction.root, in: transaction)
      return (tree, transaction.number, transaction.rejectedMeta)
    }
    #expect(tree == expected.tree)
    #expect(number == expected.transaction)
    #expect(rejected == nil)
  }

  @Test(arguments: BoltDatabase.allCases)
  func `every key is found by its path`(database: BoltDatabase) throws {
    let tree = try database.expected().tree
    try TestTransaction.read(from: source(try database.bytes())) {
      (transaction) throws(TestError) in
      try Self.lookUp(tree, transaction.root, transaction)
    }
  }

  private static func lookUp(
    _ tree: BoltTree, _ bucket: BoltBucket, _ transaction: TestTransaction
  ) throws(TestError) {
    for (key, child) in tree.children {
      let entry = try transaction.entry(key, in: bucket)
      if let bucket = entry?.bucket {
        #expect(child.isBucket)
        try lookUp(child, bucket, transaction)
      } else if let value = entry?.value {
        #expect(child == .value(try transaction.bytes(of: value)))
      } else {
        Issue.record("\(key) is missing")
      }
      #expect(try transaction.entry(key + [0], in: bucket) == nil)
      #expect(try transaction.entry(Array(key.dropLast()) + [0], in: bucket) == nil)
    }
  }

  @Test func `a path ends where a key is missing or no bucket`() throws {
    try TestTransaction.read(from: source(try BoltDatabase.containerdMeta.bytes())) {
      (transaction) throws(TestError) in
      let first = try transaction.bucket("v1")
      let namespace = try transaction.bucket("default", in: first)
      #expect(try transaction.bucket("v1", "default") == namespace)
      #expect(namespace != nil)
      #expect(try transaction.bucket("v1", "version") == nil)
      #expect(try transaction.bucket("v1", "nowhere", "images") == nil)
      #expect(try transaction.value("default", in: first ?? transaction.root) == nil)
      let version = try transaction.value("version", in: first ?? transaction.root)
      #expect(version?.count == 1)
    }
  }

  /// Cut at every 64 bytes and around every border of a page.
  @Test(arguments: [BoltDatabase.containerdNative, .buildkitSnapshots])
  func `a cut database is good or damaged and never more`(database: BoltDatabase) throws {
    let bytes = try database.bytes()
    let expected = try database.expected().tree
    let pages = Array(stride(from: 0, through: bytes.count, by: 4_096))
    let borders = pages.flatMap { [$0 - 1, $0, $0 + 1] }.filter { 0...bytes.count ~= $0 }
    // What the commits before left beyond is of no concern.
    let needed = database == .containerdNative ? 10 * 4_096 : 6 * 4_096
    for length in Set(Array(stride(from: 0, to: bytes.count, by: 64)) + borders) {
      do throws(TestError) {
        let tree = try readAll(Array(bytes[..<length]))
        #expect(tree == expected && length >= needed, "cut at \(length)")
      } catch {
        #expect(error.isDamage && length < needed, "cut at \(length)")
      }
    }
  }

  /// Both metas and the page that the last commit wrote.
  @Test func `a flipped byte never stops the reader`() throws {
    var bytes = try BoltDatabase.buildkitSnapshots.bytes()
    let offsets = Array(0..<80) + Array(4_096..<4_176) + Array((3 * 4_096)..<(3 * 4_096 + 2_048))
    for offset in offsets {
      bytes[offset] ^= 0xFF
      do throws(TestError) { _ = try readAll(bytes) } catch {
        #expect(error.isDamage, "flipped at \(offset)")
      }
      bytes[offset] ^= 0xFF
    }
  }
}
