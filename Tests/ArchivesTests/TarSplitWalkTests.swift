import Archives
import LayerModel
import TarFixtures
import Testing

/// All steps of a walk over bytes that come in pieces.
private func walked(
  _ bytes: [UInt8], pieces: Int = 4_096, limit: ByteCount = 10_000_000
) throws(ReadProblem) -> (steps: [TarSplitWalk.Step], size: ByteCount) {
  var walk = TarSplitWalk(of: "tar-data.json.gz", inflatedLimit: limit)
  var rest = bytes[...]
  var steps: [TarSplitWalk.Step] = []
  while let step = try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
    let piece = Array(rest.prefix(pieces))
    rest = rest.dropFirst(pieces)
    return piece
  }) {
    steps.append(step)
  }
  return (steps, walk.tarSize)
}

private func entries(_ steps: [TarSplitWalk.Step]) -> [TarHeader] {
  steps.compactMap { step in
    guard case .entry(let header, _) = step else { return nil }
    return header
  }
}

/// The lines of a `tar-data.json` that holds one file.
private func lines(
  _ header: TarBuilder, record: String, after: [UInt8] = [UInt8](repeating: 0, count: 1_024)
) -> String {
  """
  {"type":2,"payload":"\(TarSplitBuilder.base64(header.block))","position":0}
  {"type":1,\(record),"position":1}
  {"type":2,"payload":"\(TarSplitBuilder.base64(after))","position":2}

  """
}

struct TarSplitWalkTests {
  /// Counts and sizes from an independent reading of the same files.
  @Test(
    arguments: zip(Layers.names, [(8, 30720), (430, 634880), (0, 10240), (3, 10240), (27, 30720)]))
  func `headers and records of a real layer agree`(
    name: String, expected: (entries: Int, size: Int64)
  ) throws {
    let walk = try walked(try Layers.compressed(name))
    #expect(entries(walk.steps).count == expected.entries)
    #expect(walk.size == ByteCount(expected.size))
  }

  @Test func `a file whose size or name contradicts its header is malformed`() throws {
    let header = TarBuilder("a", size: 512)
    let sound = lines(header, record: "\"name\":\"a\",\"size\":512,\"payload\":\"AAAAAAAAAAA=\"")
    #expect(entries(try walked(TarSplitBuilder.stored(sound)).steps).map(\.name) == ["a"])
    for record in [
      "\"name\":\"b\",\"size\":512,\"payload\":\"AAAAAAAAAAA=\"",
      "\"name\":\"a\",\"size\":512,\"payload\":null", "\"name\":\"a\",\"size\":512",
      "\"name\":\"a\",\"size\":513,\"payload\":\"AAAAAAAAAAA=\"", "\"name\":\"a\",\"payload\":null",
    ] {
      #expect(throws: ReadProblem.self) {
        try walked(TarSplitBuilder.stored(lines(header, record: record)))
      }
    }
  }

  @Test func `a lossy name is taken from the header`() throws {
    var header = TarBuilder("")
    header.name = [0x61, 0xFF]
    let text = lines(header, record: "\"name\":\"a\\ufffd\",\"payload\":null")
    #expect(
      entries(try walked(TarSplitBuilder.stored(text)).steps).map(\.name) == [
        BytePath([0x61, 0xFF])
      ])
  }

  @Test func `a global header is accepted with its payload left out`() throws {
    let header = TarBuilder("pax_global_header", type: "g", size: 52)
    let text =
      lines(
        header, record: "\"name\":\"pax_global_header\",\"size\":52,\"payload\":\"AAAAAAAAAAA=\"",
        after: [UInt8](repeating: 0, count: 460) + TarBuilder("b").block)
      + "{\"type\":1,\"name\":\"b\",\"payload\":null,\"position\":3}\n"
    let steps = try walked(TarSplitBuilder.stored(text)).steps
    #expect(entries(steps).map(\.name) == ["pax_global_header", "b"])
  }

  /// So does `umoci insert`.
  @Test(arguments: [0, 1, 511]) func `a tar may end before the last file's padding`(
    padding: Int
  ) throws {
    let header = TarBuilder("a", size: 1)
    let zeros = [UInt8](repeating: 0, count: padding)
    let text = lines(
      header, record: #""name":"a","size":1,"payload":"AAAAAAAAAAA=""#, after: zeros)
    let walk = try walked(TarSplitBuilder.stored(text))
    #expect(entries(walk.steps).map(\.name) == ["a"])
    #expect(walk.size == ByteCount(clamping: 513 + padding))
  }

  @Test func `a tar that ends within a block of its own is malformed`() {
    let zeros = [UInt8](repeating: 0, count: 1_023)
    let text = lines(TarBuilder("a"), record: "\"name\":\"a\",\"payload\":null", after: zeros)
    #expect(throws: ReadProblem.self) { try walked(TarSplitBuilder.stored(text)) }
  }

  @Test func `sizes that add up beyond any disk are malformed`() {
    var header = TarBuilder("a")
    header.size = [0x80, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0]
    let record = "\"name\":\"a\",\"size\":9223372036854775296,\"payload\":\"AAAAAAAAAAA=\""
    #expect(throws: ReadProblem.self) {
      try walked(TarSplitBuilder.stored(lines(header, record: record)))
    }
  }

  @Test func `bytes after the gzip data are malformed`() throws {
    let bytes = try Layers.compressed(Layers.smallest)
    #expect(throws: ReadProblem.self) { try walked(bytes + [0]) }
  }

  @Test func `more JSON than the limit is too large`() throws {
    let bytes = try Layers.compressed(Layers.small)
    #expect(throws: ReadProblem.tooLarge("tar-data.json.gz", limit: 9_000)) {
      try walked(bytes, limit: 9_000)
    }
  }

  @Test func `a cut file is malformed at every length`() throws {
    let bytes = try Layers.compressed(Layers.small)
    for length in bytes.indices {
      #expect(throws: ReadProblem.self) { try walked(Array(bytes[..<length])) }
    }
  }

  @Test func `a flipped bit anywhere never traps`() throws {
    let bytes = try Layers.compressed(Layers.smallest)
    for offset in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << bit
        do { _ = try walked(damaged) } catch { #expect(error.path == "tar-data.json.gz") }
      }
    }
  }

  @Test func `random changes of the JSON never trap`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    let record = "\"name\":\"a\",\"size\":512,\"payload\":\"AAAAAAAAAAA=\""
    let sound = Array(lines(TarBuilder("a", size: 512), record: record).utf8)
    for _ in 0..<300 {
      var text = sound
      for _ in 0..<3 {
        let offset = Int.random(in: text.indices, using: &random)
        text[offset] = UInt8.random(in: 0x20..<0x7F, using: &random)
      }
      do { _ = try walked(TarSplitBuilder.stored(String(decoding: text, as: UTF8.self))) } catch {
        #expect(error.cause == "malformed", "seed \(seed)")
      }
    }
  }
}

/// How much of a hostile file is read.
struct TarSplitLimitTests {
  private static let sound = lines(
    TarBuilder("a", size: 512), record: "\"name\":\"a\",\"size\":512,\"payload\":\"AAAAAAAAAAA=\"")

  @Test func `what follows the end of the gzip data is not read to its end`() throws {
    var walk = TarSplitWalk(of: "f", inflatedLimit: 1_000_000)
    let compressed = TarSplitBuilder.stored(Self.sound)
    var calls = 0
    let error = #expect(throws: ReadProblem.self) {
      while try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
        calls += 1
        // A hole without an end.
        return calls == 1 ? compressed : [UInt8](repeating: 0, count: 4_096)
      }) != nil {}
    }
    #expect(calls == 2)
    #expect(error?.detail.contains("the end of the gzip file") == true)
  }

  @Test func `more entries than the limit are not read, and the limit is named`() throws {
    let compressed = TarSplitBuilder.stored(Self.sound)
    func walk(limit: Int) throws(ReadProblem) {
      var walk = TarSplitWalk(of: "f", inflatedLimit: 1_000_000, entryLimit: limit)
      var rest: [UInt8]? = compressed
      while try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
        defer { rest = nil }
        return rest
      }) != nil {}
    }
    try walk(limit: 4)
    #expect(throws: ReadProblem.tooMany("f", limit: 2, things: "tar-split entries")) {
      try walk(limit: 2)
    }
  }
}
