import Archives
import LayerModel
import TarFixtures
import Testing

/// What a walk told, a line an event, and how the tar ended.
private func walked(
  _ tar: [UInt8], pieces: Int, entryLimit: Int = 1_000, skips: Bool = false
) -> [String] {
  var walk = TarWalk(entryLimit: entryLimit)
  var lines: [String] = []
  var content: [UInt8] = []
  do throws(TarWalk.Failure) {
    var start = 0
    while start < tar.count {
      var rest = tar[start..<min(start + pieces, tar.count)]
      start += rest.count
      while let event = try walk.next(&rest) {
        switch event {
        case .entry(let entry):
          lines.append("\(entry.header.name) \(entry.offset) \(entry.storedSize)")
          if skips { start += Int(walk.skipContent(&rest)) }
        case .content(let bytes): content += bytes
        case .contentEnd:
          lines.append(String(decoding: content, as: UTF8.self))
          content = []
        }
      }
    }
    return lines + ["\(try walk.finish())"]
  } catch {
    return lines + ["\(error)"]
  }
}

private func file(_ name: String, _ content: String) -> [UInt8] {
  let bytes = Array(content.utf8)
  return TarBuilder(name, size: bytes.count).block + bytes
    + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
}

private let end = [UInt8](repeating: 0, count: 1_024)

struct TarWalkTests {
  private static let tar =
    file("a", "hello") + TarBuilder("d/", type: "5").block
    + TarBuilder.payload("L", Array(String(repeating: "n", count: 150).utf8) + [0])
    + file("short", String(repeating: "x", count: 600)) + file("empty", "") + end

  private static let long = String(repeating: "n", count: 150)
  private static let events = [
    "a 512 5", "hello", "d/ 1536 0", "\(long) 3072 600", String(repeating: "x", count: 600),
    "empty 4608 0",
  ]

  @Test(arguments: [1, 7, 511, 512, 513, 10_000])
  func `entries and contents come out in order, whatever the pieces`(pieces: Int) {
    #expect(walked(Self.tar, pieces: pieces) == Self.events + ["whole"])
  }

  @Test(arguments: [1, 512, 700, 10_000])
  func `contents can be passed over by seeking`(pieces: Int) {
    let headers = Self.events.filter { $0.contains(" ") }
    #expect(walked(Self.tar, pieces: pieces, skips: true) == headers + ["whole"])
  }

  @Test func `the end may be missing, and what follows it is found`() {
    let body = file("a", "hello")
    #expect(walked(body, pieces: 512).last == "cut")
    #expect(walked(Array(body[..<517]), pieces: 100).last == "cut")
    #expect(walked(body + [UInt8](repeating: 0, count: 512), pieces: 512).last == "cut")
    #expect(walked(body + end + end, pieces: 99).last == "whole")
    #expect(walked(body + end + [0, 0, 9], pieces: 2).last == "followed(offset: 2050)")
    #expect(walked([], pieces: 1) == ["cut"])
  }

  @Test func `a tar that stops inside an entry is told with the offset`() {
    let body = file("a", "hello")
    #expect(
      walked(Array(body[..<100]), pieces: 64).last
        == #"malformed(offset: 100, expected: "the rest of a tar header")"#)
    #expect(
      walked(Array(body[..<514]), pieces: 64).last
        == #"malformed(offset: 514, expected: "the rest of a file")"#)
  }

  @Test func `headers are not read without limit`() {
    let entry = TarBuilder("a").block
    let many = (0..<20).flatMap { _ in entry }
    #expect(walked(many, pieces: 512, entryLimit: 10).last == "tooMany(limit: 10)")
    let extensions = (0..<40).flatMap { _ in TarBuilder.payload("L", [1]) }
    #expect(walked(extensions, pieces: 512, entryLimit: 10) == ["tooMany(limit: 10)"])
  }

  @Test func `an extension of gigabytes is refused before it is read`() {
    var records = TarBuilder("ext", type: "x")
    records.size = Array(TarBuilder.octal(1 << 32, 11).utf8)
    #expect(
      walked(records.block, pieces: 512)
        == [#"malformed(offset: 0, expected: "a tar extension of at most 1048576 bytes")"#])
  }

  @Test func `sizes that add up beyond any file are refused`() {
    var huge = TarBuilder("huge")
    huge.magic = "ustar  \u{0}"
    huge.size = [0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7)
    #expect(walked(huge.block, pieces: 512).last?.hasPrefix("malformed(offset: 0") == true)
  }

  @Test func `no tar traps at any length or with any byte flipped`() {
    for length in Self.tar.indices where length % 3 == 0 {
      _ = walked(Array(Self.tar[..<length]), pieces: 200)
    }
    for offset in Self.tar.indices {
      var damaged = Self.tar
      damaged[offset] ^= 1 << UInt8(offset % 8)
      _ = walked(damaged, pieces: 1_000, skips: offset % 2 == 0)
    }
  }

  @Test func `random blocks never trap`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<2_000 {
      var damaged = Self.tar
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      #expect(
        walked(damaged, pieces: Int.random(in: 1...2_000, using: &random)).count < 100,
        "seed \(seed)")
    }
  }
}

struct TarSparseExpansionTests {
  private func expanded(_ header: TarHeader, _ content: [UInt8], pieces: Int) throws -> [UInt8] {
    var expansion = TarSparseExpansion(try #require(header.sparse))
    var output: [UInt8] = []
    func add(_ found: [TarSparseExpansion.Piece]) {
      for piece in found {
        switch piece {
        case .zeros(let count): output += [UInt8](repeating: 0, count: Int(count))
        case .bytes(let bytes): output += bytes
        }
      }
    }
    for start in stride(from: 0, to: content.count, by: pieces) {
      add(try expansion.feed(content[start..<min(start + pieces, content.count)]))
    }
    add(try expansion.finish())
    return output
  }

  private func header(_ records: [(String, String)]) throws -> TarHeader {
    var walk = TarWalk()
    var rest = (TarBuilder.records(records) + TarBuilder("stored", size: 0).block)[...]
    guard case .entry(let entry) = try walk.next(&rest) else { throw TarError(expected: "entry") }
    return entry.header
  }

  @Test(arguments: [1, 3, 512, 5_000])
  func `a map in the content puts the file together`(pieces: Int) throws {
    let header = try header([
      ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.name", "real"),
      ("GNU.sparse.realsize", "12"),
    ])
    #expect(header.name == "real")
    let map = Array("3\n1\n2\n5\n3\n12\n0\n".utf8)
    let content = map + [UInt8](repeating: 0, count: 512 - map.count) + Array("abcde".utf8)
    #expect(
      try expanded(header, content, pieces: pieces) == Array("\0ab\0\0cde\0\0\0\0".utf8))
  }

  @Test func `a map in the header does, too`() throws {
    let header = try header([("GNU.sparse.map", "0,1,4,1"), ("GNU.sparse.size", "5")])
    #expect(try expanded(header, Array("ab".utf8), pieces: 1) == Array("a\0\0\0b".utf8))
    #expect(throws: TarError.self) { try expanded(header, [1], pieces: 1) }
    #expect(throws: TarError.self) { try expanded(header, [1, 2, 3], pieces: 1) }
  }

  @Test func `pairs that are repeated do, too`() throws {
    let header = try header([
      ("GNU.sparse.size", "5"), ("GNU.sparse.offset", "0"), ("GNU.sparse.numbytes", "1"),
      ("GNU.sparse.offset", "4"), ("GNU.sparse.numbytes", "1"),
    ])
    #expect(try expanded(header, Array("ab".utf8), pieces: 1) == Array("a\0\0\0b".utf8))
    for pairs in [
      ["numbytes"], ["offset", "offset"], ["offset", "numbytes", "numbytes"], ["offset"],
    ] {
      #expect(throws: (any Error).self) {
        try self.header([("GNU.sparse.size", "5")] + pairs.map { ("GNU.sparse." + $0, "0") })
      }
    }
  }

  @Test func `sizes below zero are refused`() {
    #expect(throws: (any Error).self) {
      try header([("GNU.sparse.map", "0,0"), ("GNU.sparse.size", "-5")])
    }
    #expect(throws: (any Error).self) {
      try header([("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "-5")])
    }
  }

  @Test func `maps that are out of order or of the file are refused`() {
    for map in ["4,1,0,1", "0,6", "9,9", "-1,2", "1", "a,b", "0,9223372036854775807"] {
      #expect(throws: (any Error).self) {
        try header([("GNU.sparse.map", map), ("GNU.sparse.size", "5")])
      }
    }
  }
}
