import Bolt
import StoreFixtures
import Testing

struct BoltLimitTests {
  /// A tree of ten keys on as many leaves, and its file.
  private static func file(buckets: Int = 0) -> [UInt8] {
    var writer = BoltWriter()
    var root = writer.add(
      .bucket(
        sequence: 0,
        Dictionary(uniqueKeysWithValues: (0..<10).map { ([UInt8($0)], .text("0123456789")) })),
      BoltWriter.Shape(keysPerLeaf: 1, childrenPerBranch: 10))
    for _ in 0..<buckets { root = writer.leaf([.bucket("b", root: root)]) }
    return writer.file(root: root)
  }

  @Test func `pages are limited`() throws {
    var limits = BoltLimits()
    limits.pages = 12
    #expect(try readAll(Self.file(), limits: limits).children.count == 10)
    limits.pages = 11
    #expect(throws: TestError.tooLarge(limit: 5_632)) { try readAll(Self.file(), limits: limits) }
  }

  @Test func `pages of overflow are limited without being read`() throws {
    var writer = BoltWriter()
    let root = writer.leaf([.value("a", String(repeating: "x", count: 100_000))])
    var limits = BoltLimits()
    limits.pages = 100
    let file = writer.file(root: root)
    #expect(throws: TestError.tooLarge(limit: 51_200)) { try readAll(file, limits: limits) }
  }

  @Test func `keys are limited`() throws {
    var limits = BoltLimits()
    limits.keys = 10
    #expect(try readAll(Self.file(), limits: limits).children.count == 10)
    limits.keys = 9
    #expect(throws: TestError.tooLarge(limit: 153)) { try readAll(Self.file(), limits: limits) }
  }

  @Test func `values are limited and not read before`() throws {
    var limits = BoltLimits()
    limits.valueBytes = 10
    #expect(try readAll(Self.file(), limits: limits).children.count == 10)
    limits.valueBytes = 9
    #expect(throws: TestError.tooLarge(limit: 9)) { try readAll(Self.file(), limits: limits) }
    try TestTransaction.read(from: source(Self.file()), limits: limits) {
      (transaction) throws(TestError) in try transaction.check()
    }
  }

  /// A branch and a leaf below the buckets.
  @Test func `depth is limited over all buckets together`() throws {
    #expect(try readAll(Self.file(buckets: 126)).isBucket)
    #expect(throws: damage(4, 2_048, "at most 128 pages above one another")) {
      try readAll(Self.file(buckets: 127))
    }
    #expect(throws: TestError.self) { try readAll(Self.file(buckets: 1_000)) }
  }
}
