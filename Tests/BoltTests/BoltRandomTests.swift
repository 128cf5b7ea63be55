import Bolt
import StoreFixtures
import Testing

struct BoltRandomTests {
  @Test func `any tree comes back as it was written`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(state: seed)
    for _ in 0..<60 {
      let tree = Self.tree(depth: 3, &random)
      var writer = BoltWriter(pageSize: 512 << Int.random(in: 0...7, using: &random))
      let shape = BoltWriter.Shape(
        keysPerLeaf: Int.random(in: 1...9, using: &random),
        childrenPerBranch: Int.random(in: 2...5, using: &random),
        inlineKeys: Int.random(in: 0...4, using: &random))
      let root = writer.add(tree, shape)
      let file = writer.file(root: root, sequence: tree.sequence)
      #expect(try readAll(file) == tree, "seed \(seed)")
    }
  }

  @Test func `random damage is an error or other content, and ends`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(state: seed)
    var damaged = 0
    for round in 0..<500 {
      var writer = BoltWriter()
      let root = writer.add(Self.tree(depth: 3, &random))
      var file = writer.file(root: root)
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        let offset = Int.random(in: file.indices, using: &random)
        file[offset] = Bool.random(using: &random) ? 0xFF : UInt8(round & 0xFF)
      }
      if Bool.random(using: &random) {
        file.removeLast(Int.random(in: 0..<file.count, using: &random))
      }
      do throws(TestError) { _ = try readAll(file) } catch {
        damaged += 1
        #expect(error.isDamage || error == .tooLarge(limit: 1 << 24), "seed \(seed)")
      }
    }
    #expect(damaged > 150, "seed \(seed)")
  }

  /// Sound metas before nothing but noise.
  @Test func `random pages are damage`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SeededRandom(state: seed)
    for _ in 0..<100 {
      var writer = BoltWriter()
      let root = writer.leaf([])
      for _ in 0..<20 { _ = writer.leaf([]) }
      var file = writer.file(root: root)
      for offset in 1_024..<file.count {
        file[offset] = UInt8.random(in: 0 ... .max, using: &random)
      }
      // As many pages as possible pass for such.
      for page in 2..<(file.count / 512) {
        let flags = UInt16.random(in: 1...2, using: &random)
        let count = UInt16.random(in: 0...40, using: &random)
        let header = bytes(UInt64(page)) + bytes(flags) + bytes(count) + [0, 0, 0, 0]
        file.replaceSubrange((page * 512)..<(page * 512 + 16), with: header)
      }
      do throws(TestError) { _ = try readAll(file) } catch {
        #expect(error.isDamage, "seed \(seed)")
      }
    }
  }

  private static func tree(depth: Int, _ random: inout SeededRandom) -> BoltTree {
    var children: [[UInt8]: BoltTree] = [:]
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let key = randomBytes(1...20, &random)
      let isBucket = depth > 0 && Int.random(in: 0..<3, using: &random) == 0
      children[key] =
        isBucket ? tree(depth: depth - 1, &random) : .value(randomBytes(0...700, &random))
    }
    return .bucket(sequence: UInt64.random(in: 0...3, using: &random), children)
  }

  private static func randomBytes(_ count: ClosedRange<Int>, _ random: inout SeededRandom)
    -> [UInt8]
  {
    (0..<Int.random(in: count, using: &random)).map { _ in
      UInt8.random(in: 0 ... .max, using: &random)
    }
  }
}

/// Sebastiano Vigna's splitmix64: a test that fails can be run again from its seed.
private struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
