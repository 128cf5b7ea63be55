import Archives
import LayerModel
import Testing

private func entries(
  _ text: String, pieces: Int = 1_000
) throws(TarSplitError) -> [TarSplitEntry] {
  var reader = TarSplitReader()
  var entries: [TarSplitEntry] = []
  let bytes = Array(text.utf8)
  for start in stride(from: 0, to: bytes.count, by: pieces) {
    reader.feed(Array(bytes[start..<min(start + pieces, bytes.count)]))
    while let entry = try reader.next() { entries.append(entry) }
  }
  reader.finish()
  while let entry = try reader.next() { entries.append(entry) }
  return entries
}

struct TarSplitReaderTests {
  @Test(arguments: [1, 7, 1_000])
  func `lines as Go writes them are read`(pieces: Int) throws {
    let text = """
      {"type":2,"payload":"YWI=","position":0}
      {"type":1,"name":"opt/run.sh","size":18,"payload":"98Q4Uosc0Tw=","position":1}
      {"type":1,"name":"a","name_raw":"/w==","payload":null,"position":2}
      {"type":2,"payload":null,"position":3}
      """
    let crc: UInt64 = 0xF7C4_3852_8B1C_D13C
    #expect(
      try entries(text, pieces: pieces) == [
        .segment([0x61, 0x62]),
        .file(TarSplitFile(name: "opt/run.sh", isLossy: false, size: 18, crc64: crc)),
        .file(TarSplitFile(name: BytePath([0xFF]), isLossy: false, size: 0, crc64: nil)),
        .segment([]),
      ])
  }

  @Test func `other JSON of the same meaning is read`() throws {
    let text = """
      { "Position": 0, "size": null, "payload": "", "name": "a\\u003cb\\ufffd", "type": 1, "x": [] }

      {"type":2,"payload":"YWJj","position":1}
      """
    #expect(
      try entries(text) == [
        .file(TarSplitFile(name: "a<b\u{FFFD}", isLossy: true, size: 0, crc64: nil)),
        .segment(Array("abc".utf8)),
      ])
  }

  @Test(arguments: [
    "{\"type\":3,\"payload\":null,\"position\":0}",
    "{\"type\":2,\"payload\":\"YW\",\"position\":0}",
    "{\"type\":2,\"payload\":\"Y===\",\"position\":0}",
    "{\"type\":1,\"name\":\"a\",\"size\":-1,\"payload\":null,\"position\":0}",
    "{\"type\":1,\"name\":\"a\",\"size\":9,\"payload\":\"YWI=\",\"position\":0}",
    "{\"type\":2,\"payload\":null,\"position\":0}x", "[]", "{", "null",
  ])
  func `a line of another shape is refused`(line: String) {
    #expect(throws: TarSplitError.self) { try entries(line + "\n") }
  }

  @Test func `a wrong number is noted and read past`() throws {
    var reader = TarSplitReader()
    for position in [0, 2, 2, 9] {
      reader.feed(Array("{\"type\":2,\"payload\":null,\"position\":\(position)}\n".utf8))
      #expect(try reader.next() == .segment([]))
    }
    #expect(reader.misnumbered == 1)
  }

  @Test func `a line without end is refused at the limit`() {
    var reader = TarSplitReader()
    #expect(throws: TarSplitError.self) {
      for _ in 0...17 {
        reader.feed([UInt8](repeating: 0x20, count: 1 << 20))
        _ = try reader.next()
      }
    }
  }
}
