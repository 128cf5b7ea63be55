import Bolt
import StoreFixtures
import Testing

/// Files that were made to harm, or that a disk damaged.
struct BoltDamageTests {
  /// The error for a database of pages of 512 bytes, to which `build` adds pages and of which it
  /// returns the root.
  private func error(
    limits: BoltLimits = BoltLimits(), _ build: (inout BoltWriter) -> UInt64,
    patch: (inout [UInt8]) -> Void = { _ in }
  ) -> TestError? {
    var writer = BoltWriter()
    let root = build(&writer)
    var file = writer.file(root: root)
    patch(&file)
    do throws(TestError) {
      _ = try readAll(file, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  /// The error for one leaf page, of which the file gets other bytes at an offset.
  private func error(
    _ items: [BoltWriter.Item], at offset: Int, _ patch: [UInt8]
  ) -> TestError? {
    error {
      $0.leaf(items)
    } patch: { file in
      file.replaceSubrange((2_048 + offset)..<(2_048 + offset + patch.count), with: patch)
    }
  }

  private static let items: [BoltWriter.Item] = [
    .value("a", "1"), .value("b", "2"), .bucket("c", root: 3),
  ]

  @Test func `a page that points to itself or back ends the walk`() {
    #expect(
      error { $0.branch([("a", 4)]) } == damage(4, 2_048, "pages that are referred to once"))
    #expect(
      error { writer in
        let lower = writer.branch([("a", 5)])
        return writer.branch([("a", lower)])
      } == damage(5, 2_560, "pages that are referred to once"))
    #expect(
      error { $0.leaf([.bucket("a", root: 4)]) }
        == damage(4, 2_048, "pages that are referred to once"))
  }

  @Test func `a look-up and an iteration end in a cycle too`() throws {
    var writer = BoltWriter()
    let root = writer.branch([("a", 4)])
    let file = source(writer.file(root: root))
    let expected = damage(4, 2_048, "pages that are referred to once")
    #expect(throws: expected) {
      try TestTransaction.read(from: file) { (transaction) throws(TestError) in
        try transaction.entry([0x61], in: transaction.root)
      }
    }
    #expect(throws: expected) {
      try TestTransaction.read(from: file) { (transaction) throws(TestError) in
        var entries = try transaction.entries(of: transaction.root)
        return try entries.next()
      }
    }
  }

  @Test func `two owners of one page are found`() {
    #expect(
      error { writer in
        let leaf = writer.leaf([.value("x")])
        return writer.leaf([.bucket("a", root: leaf), .bucket("b", root: leaf)])
      } == damage(4, 2_048, "pages that are referred to once"))
  }

  @Test func `an overflow into another page is found`() {
    #expect(
      error { writer in
        let first = writer.leaf([.value("x")])
        let second = writer.leaf([.value("y")])
        return writer.leaf([.bucket("a", root: first), .bucket("b", root: second)])
      } patch: {
        $0[2_048 + 12] = 1
      } == damage(5, 2_560, "pages that are referred to once"))
  }

  @Test func `numbers of pages outside of the file are refused`() {
    let expected = "a page number from 2 to 4"
    for page in [1, 5, 1 << 20, 1 << 62, .max] as [UInt64] {
      #expect(error { $0.leaf([.bucket("a", root: page)]) } == damage(4, 2_081, expected))
      #expect(error { $0.branch([("a", page)]) } == damage(4, 2_072, expected))
    }
    #expect(error { $0.branch([("a", 0)]) } == damage(4, 2_072, expected))
    for root in [0, 1, 5, .max] as [UInt64] {
      #expect(
        error { writer in
          _ = writer.leaf([])
          return root
        } == damage(0, 32, expected))
    }
  }

  @Test func `a page must say its own number and be of keys`() {
    #expect(error(Self.items, at: 0, [5]) == damage(4, 2_048, "page number 4"))
    for flags in [0, 3, 4, 16, 255] as [UInt8] {
      #expect(error(Self.items, at: 8, [flags]) == damage(4, 2_056, "a page of keys"))
    }
  }

  @Test func `more keys or overflow than there is room for are refused`() {
    let count = damage(4, 2_058, "a number of keys that fits the page")
    #expect(error(Self.items, at: 10, [0xFF, 0xFF]) == count)
    #expect(error(Self.items, at: 10, [32, 0]) == count)
    #expect(error { $0.branch([(String, UInt64)]()) } == count)
    let overflow = damage(4, 2_060, "at most 0 pages of overflow")
    #expect(error(Self.items, at: 12, [1]) == overflow)
    #expect(error(Self.items, at: 12, [0xFF, 0xFF, 0xFF, 0xFF]) == overflow)
  }

  /// Elements follow at 16, 32 and 48; content at 64.
  @Test func `keys and values lie one after the other within the page`() {
    let adjacent = "a key right after what is before it"
    #expect(error(Self.items, at: 10, [2]) == damage(4, 2_064, adjacent))
    #expect(error(Self.items, at: 16 + 4, [47]) == damage(4, 2_064, adjacent))
    #expect(error(Self.items, at: 32 + 4, [32]) == damage(4, 2_080, adjacent))
    #expect(error(Self.items, at: 32 + 4, [0xFF, 0xFF, 0xFF, 0xFF]) == damage(4, 2_080, adjacent))
    #expect(error(Self.items, at: 16 + 12, [2]) == damage(4, 2_080, adjacent))
    #expect(
      error(Self.items, at: 48 + 12, [0xFF, 0xFF, 0xFF, 0xFF])
        == damage(4, 2_096, "a key and a value within the page"))
  }

  @Test func `keys have a length and an order`() {
    let length = "a key of 1 to 32768 bytes"
    #expect(error(Self.items, at: 16 + 8, [0]) == damage(4, 2_064, length))
    #expect(error(Self.items, at: 16 + 8, [1, 0x80]) == damage(4, 2_064, length))
    #expect(error(Self.items, at: 16 + 8, [0xFF, 0xFF, 0xFF, 0xFF]) == damage(4, 2_064, length))
    let order = damage(4, 2_080, "a key above the one before it")
    #expect(error { $0.leaf([.value("b"), .value("a")]) } == order)
    #expect(error { $0.leaf([.value("a"), .value("a")]) } == order)
  }

  @Test func `keys lie within those of the branches above`() {
    func keys(_ first: String, _ second: String) -> TestError? {
      error { writer in
        let left = writer.leaf([.value(first)])
        let right = writer.leaf([.value(second)])
        return writer.branch([("d", left), ("m", right)])
      }
    }
    #expect(keys("d", "m") == nil)
    #expect(keys("c", "m") == damage(4, 2_064, "a key not below that of the branch"))
    #expect(keys("m", "m") == damage(4, 2_064, "a key below that of the next branch"))
    #expect(keys("e", "l") == damage(5, 2_576, "a key not below that of the branch"))
  }

  @Test func `the last keys below a branch lie below the next branch too`() {
    func last(_ key: String) -> TestError? {
      error { writer in
        let left = writer.leaf([.value("a")])
        let middle = writer.leaf([.value("b"), .value(key)])
        let right = writer.leaf([.value("m")])
        let lower = writer.branch([("a", left), ("b", middle)])
        return writer.branch([("a", lower), ("m", writer.branch([("m", right)]))])
      }
    }
    #expect(last("l") == nil)
    #expect(last("n") == damage(5, 2_592, "a key below that of the next branch"))
  }

  @Test func `what a key holds is a value or a bucket`() {
    let expected = damage(4, 2_064, "a value or a bucket")
    #expect(error(Self.items, at: 16, [2]) == expected)
    #expect(error(Self.items, at: 16, [1, 1]) == expected)
    #expect(error(Self.items, at: 16, [1]) == damage(4, 2_076, "the size of a bucket"))
  }

  @Test func `an inline bucket holds one sound leaf without buckets`() {
    func inline(_ offset: Int, _ bytes: [UInt8]) -> TestError? {
      error([.inline("a", [.value("k", "v")])], at: 33 + 16 + offset, bytes)
    }
    #expect(inline(0, [0]) == nil)
    #expect(inline(0, [4]) == damage(4, 2_097, "page number 0"))
    #expect(inline(8, [1]) == damage(4, 2_105, "a page of keys"))
    #expect(inline(10, [2]) == damage(4, 2_107, "a number of keys that fits the page"))
    #expect(inline(12, [1]) == damage(4, 2_109, "at most 0 pages of overflow"))
    #expect(
      inline(16, [1]) == damage(4, 2_113, "a value, as inline buckets hold no buckets"))
    #expect(inline(28, [2]) == damage(4, 2_113, "a key and a value within the page"))
    let short = BoltWriter.Item(key: [0x61], flags: 1, value: [UInt8](repeating: 0, count: 20))
    #expect(error { $0.leaf([short]) } == damage(4, 2_097, "16 bytes within the page"))
  }

  @Test func `a file shorter than the commit is refused`() {
    func cut(_ length: Int) -> TestError? {
      error {
        $0.leaf(Self.items)
      } patch: {
        $0.removeLast($0.count - length)
      }
    }
    #expect(cut(2_559) == damage(0, 56, "a file of at least 2560 bytes"))
    var writer = BoltWriter()
    let root = writer.leaf([])
    var file = writer.file(root: root)
    for count in [1 << 40, 1 << 62, .max] as [UInt64] {
      file.replaceSubrange(0..<80, with: writer.meta(root: root, number: 6, pageCount: count))
      let expected =
        count == 1 << 40 ? "a file of at least \(512 << 40) bytes" : "a number of pages"
      #expect(throws: damage(0, 56, expected)) { try readAll(file) }
    }
    file.replaceSubrange(0..<80, with: writer.meta(root: root, number: 6, pageCount: 0))
    #expect(throws: damage(0, 32, "a database with pages")) { try readAll(file) }
  }

  /// What is used of each page, and a little of what is not.
  @Test func `a flipped byte is damage wherever the format says what it is`() throws {
    var writer = BoltWriter()
    let tree = BoltTree.named([
      "inline": .named(["k": .text("v")], sequence: 1),
      "nested": .named(["a": .text("1"), "b": .text("2"), "c": .text("3"), "d": .text("4")]),
      "value": .text("text"),
    ])
    let root = writer.add(tree)
    var file = writer.file(root: root)
    for offset in 1_024..<file.count {
      file[offset] ^= 0xFF
      // The list of free pages has nothing but its head, the page after it is free.
      let isUsedPage = offset >= 4 * 512 || offset < 2 * 512 + 16
      let isNumberOrKind = isUsedPage && offset % 512 < 10
      do throws(TestError) {
        let found = try readAll(file)
        #expect(!isNumberOrKind, "flipped at \(offset)")
        #expect(isUsedPage || found == tree, "flipped at \(offset)")
      } catch {
        let isPage = error.page == UInt64(offset / 512)
        #expect(error.isDamage && isUsedPage, "flipped at \(offset)")
        #expect(isPage || !isNumberOrKind, "flipped at \(offset)")
      }
      file[offset] ^= 0xFF
    }
    #expect(try readAll(file) == tree)
  }
}

extension BoltError {
  fileprivate var page: UInt64? {
    guard case .damaged(let damage) = self else { return nil }
    return damage.place.page
  }
}
