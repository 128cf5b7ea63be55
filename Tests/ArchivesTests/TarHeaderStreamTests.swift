import Archives
import LayerModel
import TarFixtures
import Testing

private func header(_ bytes: [UInt8]) throws(TarError) -> TarHeader? {
  var stream = TarHeaderStream()
  return try stream.feed(bytes)
}

struct TarHeaderStreamTests {
  @Test func `a ustar header gives every field`() throws {
    var builder = TarBuilder("null", type: "3", size: 0)
    builder.mode = "0104640"
    builder.prefix = Array("dev/x".utf8)
    builder.modified = Array("00000000777".utf8)
    builder.device = "0000001\u{0}0000003"
    let header = try #require(try header(builder.block))
    #expect(header.name == "dev/x/null")
    #expect(header.kind == .characterDevice)
    #expect(header.mode == 0o4640)
    #expect(header.owner == 0)
    #expect(header.group == 7)
    #expect(header.modified == Timestamp(seconds: 0o777))
    #expect(header.deviceMajor == 1)
    #expect(header.deviceMinor == 3)
  }

  @Test func `types give kinds`() throws {
    let kinds: [(String, FileKind, Bool)] = [
      ("0", .regular, false), ("\u{0}", .regular, false), ("1", .regular, true),
      ("2", .symlink, false), ("4", .blockDevice, false), ("5", .directory, false),
      ("6", .fifo, false), ("7", .regular, false), ("V", .unknown, false),
    ]
    for (type, kind, isHardLink) in kinds {
      let header = try #require(try header(TarBuilder("a", type: type).block))
      #expect(header.kind == kind)
      #expect(header.isHardLink == isHardLink)
    }
  }

  @Test func `an old header with a slash at the end is a directory`() throws {
    var builder = TarBuilder("bin/", type: "\u{0}")
    builder.magic = ""
    #expect(try header(builder.block)?.kind == .directory)
    builder.type = "0"
    #expect(try header(builder.block)?.kind == .regular)
  }

  @Test func `GNU long names replace short ones`() throws {
    let name = [UInt8](repeating: 0x62, count: 700)
    let link = [UInt8](repeating: 0x63, count: 512)
    let bytes =
      TarBuilder.payload("L", name + [0]) + TarBuilder.payload("K", link + [0])
      + TarBuilder("short", type: "2").block
    let header = try #require(try header(bytes))
    #expect(header.name == BytePath(name))
    #expect(header.linkName == BytePath(link))
  }

  @Test func `base 256 numbers are read with their sign`() throws {
    var builder = TarBuilder("a")
    builder.magic = "ustar  \u{0}"
    builder.owner = [0x80, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFE]
    builder.modified = [UInt8](repeating: 0xFF, count: 12)
    let sound = try #require(try header(builder.block))
    #expect(sound.owner == 0xFFFF_FFFE)
    #expect(sound.modified == Timestamp(seconds: -1))
    builder.size = [0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]
    #expect(throws: TarError.self) { try header(builder.block) }
    builder.size = [UInt8](repeating: 0xFF, count: 12)
    #expect(throws: TarError.self) { try header(builder.block) }
  }

  @Test func `PAX records replace the fields of the next header only`() throws {
    let records = [
      ("path", "größe"), ("linkpath", "l"), ("size", "600"), ("uid", "4000000000"),
      ("gid", ""), ("mtime", "-1.25"), ("SCHILY.xattr.user.b", "2"),
      ("SCHILY.xattr.user.a", "1=1"), ("comment", "x"),
    ]
    var stream = TarHeaderStream()
    let bytes = TarBuilder.records(records) + TarBuilder("a").block
    let header = try #require(try stream.feed(bytes))
    #expect(header.name == "größe")
    #expect(header.linkName == "l")
    #expect(header.size == 600)
    #expect(header.owner == 4_000_000_000)
    #expect(header.group == 7)
    #expect(header.modified == Timestamp(seconds: -2, nanoseconds: 750_000_000))
    #expect(header.attributes.map(\.name) == ["user.a", "user.b"])
    #expect(header.attributes.map(\.value) == [Array("1=1".utf8), Array("2".utf8)])
    let padding = [UInt8](repeating: 0, count: 1_024 - 600)
    let second = try #require(try stream.feed(padding + TarBuilder("b").block))
    #expect(second.name == "b")
    #expect(second.attributes.isEmpty)
  }

  @Test func `a global header is an entry and changes nothing`() throws {
    var stream = TarHeaderStream()
    let global = try stream.feed(TarBuilder.records([("path", "p")], type: "g"))
    #expect(global?.kind == .unknown)
    #expect(global?.contentSize == 0)
    #expect(try stream.feed(TarBuilder("b").block)?.name == "b")
  }

  @Test func `sparse files are marked and their map is skipped`() throws {
    let pax = TarBuilder.records([("GNU.sparse.map", "0,1"), ("GNU.sparse.name", "s")])
    let header = try #require(try header(pax + TarBuilder("a", size: 1).block))
    #expect(header.isSparse)
    #expect(header.name == "s")
  }

  @Test func `a sparse file of format 1.0 is followed by its padding only`() throws {
    var stream = TarHeaderStream()
    let records = TarBuilder.records([("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")])
    let first = try stream.feed(records + TarBuilder("a", size: 513).block)
    #expect(first?.isSparse == true)
    let padding = [UInt8](repeating: 0, count: 511)
    #expect(try stream.feed(padding + TarBuilder("b").block)?.name == "b")
  }

  @Test func `extensions beyond their limits are refused`() {
    let long = [UInt8](repeating: 0x61, count: 65_537)
    #expect(throws: TarError.self) { try header(TarBuilder.payload("L", long)) }
    #expect(throws: TarError.self) {
      try header(TarBuilder("x", type: "x", size: 1 << 20 + 1).block)
    }
  }

  @Test func `bad PAX records are refused`() {
    for text in ["9 a=1\n", "5 a=1", "x a=1\n", "0 a=1\n", "6 =11\n", "6 a11\n", "-6 a=1\n"] {
      let bytes = TarBuilder.payload("x", Array(text.utf8)) + TarBuilder("a").block
      #expect(throws: TarError.self) { try header(bytes) }
    }
  }

  @Test func `every changed byte of a header is seen by its checksum`() {
    let block = TarBuilder("name").block
    for offset in 0..<512 where !(148..<156 ~= offset) {
      var damaged = block
      damaged[offset] ^= 0x10
      #expect(throws: TarError.self) { try header(damaged) }
    }
  }

  @Test func `the end is two zero blocks and nothing after them is read`() throws {
    let zeros = [UInt8](repeating: 0, count: 1_024)
    var stream = TarHeaderStream()
    #expect(try stream.feed(zeros + [1, 2, 3]) == nil)
    try stream.finish()
    #expect(throws: TarError.self) { try header(zeros.prefix(512) + TarBuilder("a").block) }
    var cut = TarHeaderStream()
    _ = try cut.feed(Array(TarBuilder("a").block.prefix(511)))
    #expect(throws: TarError.self) { try cut.finish() }
  }

  @Test func `random changes never trap`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let sound =
      TarBuilder.records([("path", "p"), ("mtime", "1.5"), ("size", "9")])
      + TarBuilder.payload("L", [0x61]) + TarBuilder("a", type: "S", size: 3).block
    for _ in 0..<2_000 {
      var bytes = sound
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: 512..<1_024, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      do { _ = try header(bytes) } catch { #expect(!error.expected.isEmpty, "seed \(seed)") }
    }
  }
}
