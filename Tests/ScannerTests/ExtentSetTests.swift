import FileAccess
import LayerModel
import TarFixtures
import Testing

@testable import Scanner

/// Runs of bytes on a disk, each byte once.
struct ExtentSetTests {
  private func set(_ extents: [SharedExtent], limit: Int = 1_000) -> (set: ExtentSet, all: Bool) {
    var set = ExtentSet(limit: limit)
    let taken = extents.map { set.insert($0) }
    return (set, taken.allSatisfy(\.self))
  }

  @Test func `bytes of runs that overlap or touch count once`() {
    let (found, _) = set([
      SharedExtent(start: 100, length: 50), SharedExtent(start: 0, length: 10),
      SharedExtent(start: 120, length: 100), SharedExtent(start: 10, length: 5),
      SharedExtent(start: 100, length: 50),
    ])
    #expect(found.bytes == 135)
  }

  @Test func `what is compressed is known by where it begins`() {
    let (found, _) = set([
      SharedExtent(start: 4_096, length: 131_072, isEncoded: true),
      SharedExtent(start: 8_192, length: 131_072, isEncoded: true),
      SharedExtent(start: 4_096, length: 65_536, isEncoded: true),
    ])
    #expect(found.bytes == 262_144)
  }

  @Test func `the end of all numbers is no trap`() {
    let (found, _) = set([
      SharedExtent(start: .max - 1, length: .max), SharedExtent(start: 0, length: .max),
    ])
    #expect(found.bytes == ByteCount(.max as Int64))
  }

  @Test func `beyond the limit is told, and runs that became one make room`() {
    let apart = (0..<60).map { SharedExtent(start: UInt64($0) * 10, length: 5) }
    #expect(set(apart, limit: 60).all)
    // Some more are taken before they are sorted, and none after.
    let (full, isAll) = set(apart, limit: 20)
    #expect(!isAll)
    #expect(full.bytes == 200)
    let touching = (0..<60).map { SharedExtent(start: UInt64($0) * 5, length: 5) }
    #expect(set(touching, limit: 20).all)
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `any runs in any order are what a map of all bytes says`(seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    var bytes = [Bool](repeating: false, count: 3_000)
    var set = ExtentSet(limit: 3_000)
    for _ in 0..<9_000 {
      let start = Int.random(in: 0..<2_900, using: &generator)
      let length = Int.random(in: 0...3, using: &generator)
      for place in start..<(start + length) { bytes[place] = true }
      let isTaken = set.insert(
        SharedExtent(start: UInt64(start), length: UInt64(length)))
      #expect(isTaken, "seed \(seed)")
    }
    #expect(set.bytes == ByteCount(clamping: bytes.count { $0 }), "seed \(seed)")
  }
}
