import Hashing
import LayerModel
import Testing

/// Both digests of a pair, each fed its bytes after `before`.
private func pair(
  _ first: [UInt8], _ second: [UInt8], instructions: (Bool, Bool), before: (Int, Int) = (0, 0)
) -> [String] {
  var (a, b) = (
    SHA256Hash(usesInstructions: instructions.0), SHA256Hash(usesInstructions: instructions.1)
  )
  a.update(first[..<before.0])
  b.update(second[..<before.1])
  HashPairing.update(&a, with: first[before.0...], &b, with: second[before.1...])
  return [a.finish().hex, b.finish().hex]
}

private let bothOrOne = [(true, true), (true, false), (false, true), (false, false)]

struct HashPairingTests {
  @Test func `two of any length each get their own digest`() {
    var random = SeededRandom(seed: 3)
    let (first, second) = (random.bytes(200), random.bytes(200))
    let lengths = [0, 1, 55, 56, 63, 64, 65, 127, 128, 129, 200]
    for length in lengths {
      for other in lengths {
        let (a, b) = (Array(first[..<length]), Array(second[..<other]))
        let expected = [SHA256Definition.hex(of: a), SHA256Definition.hex(of: b)]
        for instructions in bothOrOne {
          #expect(pair(a, b, instructions: instructions) == expected, "\(length) and \(other)")
        }
      }
    }
  }

  @Test func `each may have begun a block already`() {
    var random = SeededRandom(seed: 4)
    let (first, second) = (random.bytes(300), random.bytes(260))
    let expected = [SHA256Definition.hex(of: first), SHA256Definition.hex(of: second)]
    for begun in 0...130 {
      for before in [(begun, 0), (0, begun), (begun, begun), (begun, 130 - begun)] {
        #expect(pair(first, second, instructions: (true, true), before: before) == expected)
      }
    }
  }

  @Test func `random pieces, paired or not, give the same`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededRandom(seed: seed)
    for _ in 0..<50 {
      var paired = [SHA256Hash(), SHA256Hash()]
      var alone = [SHA256Hash(), SHA256Hash(usesInstructions: false)]
      for _ in 0..<20 {
        let pieces = (0..<2).map { _ in random.bytes(Int.random(in: 0...700, using: &random)) }
        var (a, b) = (paired[0], paired[1])
        HashPairing.update(&a, with: pieces[0][...], &b, with: pieces[1][...])
        paired = [a, b]
        for lane in 0..<2 { alone[lane].update(pieces[lane]) }
      }
      for lane in 0..<2 {
        #expect(paired[lane].finish() == alone[lane].finish(), "seed \(seed)")
      }
    }
  }
}
