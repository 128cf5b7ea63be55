import Hashing
import Testing

@testable import Scanner

struct ManyNamesTests {
  @Test func `a table keeps every name it was given and no other`() {
    var table = NameTable()
    let names = (0..<20_000).map { NameHash.of(path: Array("d/\($0)".utf8)) }
    for (number, hash) in names.enumerated() {
      table.update(hash) {
        $0.kind = .other
        $0.layer = UInt8(truncatingIfNeeded: number)
      }
    }
    #expect(table.count == names.count)
    #expect(
      names.enumerated().allSatisfy { number, hash in
        table[hash].kind == .other && table[hash].layer == UInt8(truncatingIfNeeded: number)
      })
    #expect(table[NameHash.of(path: Array("d/x".utf8))].kind == .absent)
  }

  @Test func `a record takes four bytes`() {
    #expect(MemoryLayout<NameRecord>.stride == 4)
  }
}
