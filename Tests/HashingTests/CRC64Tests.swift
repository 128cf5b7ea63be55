import Hashing
import Testing

/// The definition, a bit at a time.
private func reference(_ bytes: [UInt8]) -> UInt64 {
  var crc = UInt64.max
  for byte in bytes {
    crc ^= UInt64(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xD800_0000_0000_0000 : crc >> 1 }
  }
  return ~crc
}

private func crc(_ pieces: [[UInt8]]) -> UInt64 {
  var crc = CRC64()
  for piece in pieces { crc.update(piece[...]) }
  return crc.value
}

struct CRC64Tests {
  /// The check value of CRC-64/GO-ISO, and what tar-split recorded of an empty and a small file.
  @Test func `known values come out`() {
    #expect(crc([Array("123456789".utf8)]) == 0xB909_56C7_75A4_1001)
    #expect(crc([]) == 0)
    #expect(crc([[]]) == 0)
  }

  @Test func `every length gives what the definition gives, in one piece or two`() {
    let bytes = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }
    for length in bytes.indices {
      let whole = Array(bytes[..<length])
      let expected = reference(whole)
      #expect(crc([whole]) == expected)
      #expect(crc([Array(whole[..<(length / 3)]), Array(whole[(length / 3)...])]) == expected)
    }
  }
}
