import Foundation
import LayerModel
import Reports
import Testing

@Suite struct JSONWriterTests {
  @Test func `objects are indented and keep the order of their keys`() {
    var writer = JSONWriter()
    writer.object {
      $0.field("b", 1)
      $0.field("a", nil)
      $0.array("empty") { _ in }
      $0.array("list") { list in
        list.object { _ in }
        list.element(true)
      }
    }
    let expected = """
      {
        "b": 1,
        "a": null,
        "empty": [],
        "list": [
          {},
          true
        ]
      }
      """
    #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
  }

  @Test func `any text comes back the same and shows no control character`() throws {
    var generator = SeededGenerator()
    for _ in 0..<2_000 {
      let text =
        String(decoding: generator.bytes(upTo: 40), as: UTF8.self)
        + "\u{2028}\u{2029}\u{202E}\u{1F600}\u{E0001}\"\\"
      var writer = JSONWriter()
      writer.array { $0.element(text) }
      let value = try JSONDecoder().decode([String].self, from: Data(writer.bytes))
      #expect(value.map { Array($0.utf8) } == [Array(text.utf8)], "\(generator)")
      let shown = String(decoding: writer.bytes, as: UTF8.self).unicodeScalars
      #expect(shown.allSatisfy { $0 == "\n" || !EscapedText.isHarmful($0) }, "\(generator)")
    }
  }

  @Test func `drained pieces make the whole`() throws {
    var writer = JSONWriter()
    var pieces: [[UInt8]] = []
    writer.array { list in
      for number in 0..<100 {
        list.element(number)
        list.drain(above: 50) { pieces.append(Array($0)) }
      }
    }
    writer.drain { pieces.append(Array($0)) }
    #expect(pieces.count > 2)
    #expect(pieces.dropLast().allSatisfy { $0.count < 70 })
    let value = try JSONDecoder().decode([Int].self, from: Data(pieces.joined()))
    #expect(value == Array(0..<100))
  }
}

/// Random numbers that a failure message lets one repeat.
struct SeededGenerator: RandomNumberGenerator, CustomStringConvertible {
  let seed: UInt64
  private var state: UInt64

  init(seed: UInt64 = .random(in: 0 ... .max)) {
    self.seed = seed
    state = seed
  }

  var description: String { "seed \(seed)" }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func bytes(upTo count: Int) -> [UInt8] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in .random(in: 0...255, using: &self) }
  }
}
