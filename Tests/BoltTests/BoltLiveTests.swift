import Bolt
import StoreFixtures
import Testing

/// Reading while another process commits.
struct BoltLiveTests {
  private struct Broken: Error, Equatable {}

  /// A database with one key, as commit `number` left it.
  private static func file(commit number: UInt64) -> [UInt8] {
    var writer = BoltWriter()
    writer.transaction = number
    let root = writer.leaf([.value("commit", "\(number)")])
    return writer.file(root: root)
  }

  private static func text(_ transaction: TestTransaction) throws(TestError) -> String {
    guard let value = try transaction.value("commit", in: transaction.root) else { return "none" }
    return String(decoding: try transaction.bytes(of: value), as: UTF8.self)
  }

  @Test func `what a commit came between is read again`() throws {
    var file = Self.file(commit: 6)
    var seen: [String] = []
    let live: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      Array(file.dropFirst(offset).prefix(count))
    }
    let result = try TestTransaction.read(from: live) { (transaction) throws(TestError) in
      // The key is read from a page that a later commit has taken meanwhile.
      if seen.count < 2 { file = Self.file(commit: 7 + UInt64(seen.count)) }
      seen.append(try Self.text(transaction))
      return "\(transaction.number) says \(seen.last ?? "")"
    }
    #expect(result == "8 says 8")
    #expect(seen == ["7", "8", "8"])
  }

  @Test func `damage that a commit made is forgotten, damage that stays is told`() throws {
    var file = Self.file(commit: 6)
    let live: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      Array(file.dropFirst(offset).prefix(count))
    }
    var isFirst = true
    let result = try TestTransaction.read(from: live) { (transaction) throws(TestError) in
      if isFirst {
        isFirst = false
        file = Self.file(commit: 7)
        throw damage(4, 0, "nothing")
      }
      return try Self.text(transaction)
    }
    #expect(result == "7")
    var calls = 0
    #expect(throws: damage(4, 0, "nothing")) {
      try TestTransaction.read(from: live) { (_) throws(TestError) in
        calls += 1
        throw damage(4, 0, "nothing")
      }
    }
    #expect(calls == 1)
  }

  @Test func `a database that never stands still is given up`() throws {
    var number: UInt64 = 6
    var calls = 0
    let live: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      Array(Self.file(commit: number).dropFirst(offset).prefix(count))
    }
    #expect(throws: TestError.keptChanging(attempts: 5)) {
      try TestTransaction.read(from: live, attempts: 5) { (_) throws(TestError) in
        number += 1
        calls += 1
      }
    }
    #expect(calls == 5)
  }

  /// The meta of the commit under way is half written: the one before it is whole and counts.
  @Test func `a torn meta is the commit before`() throws {
    var file = Self.file(commit: 7)
    let newer = BoltWriter().meta(root: 4, number: 8, pageCount: 5)
    file.replaceSubrange(0..<72, with: newer[..<72])
    var calls = 0
    let live: BoltSource<NoFailure> = { (offset, count) throws(NoFailure) in
      Array(file.dropFirst(offset).prefix(count))
    }
    let numbers = try TestTransaction.read(from: live) { (transaction) throws(TestError) in
      calls += 1
      let result = [transaction.number, transaction.rejectedMeta == nil ? 1 : 0]
      // The owner finishes it.
      file.replaceSubrange(72..<80, with: bytes(BoltWriter.checksum(file[16..<72])))
      return result
    }
    #expect(numbers == [8, 1])
    #expect(calls == 2)
  }

  @Test func `a source that fails is passed on`() {
    let file = Self.file(commit: 6)
    for limit in [0, 512, 4 * 512, 5 * 512 - 1] {
      let failing: BoltSource<Broken> = { (offset, count) throws(Broken) in
        guard offset < limit else { throw Broken() }
        return Array(file.dropFirst(offset).prefix(count))
      }
      #expect(throws: BoltError<Broken>.source(Broken())) {
        try BoltTransaction.read(from: failing) {
          (transaction) throws(BoltError<Broken>) in try transaction.check()
        }
      }
    }
  }
}
