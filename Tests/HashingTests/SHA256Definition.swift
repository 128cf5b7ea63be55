/// SHA-256 as FIPS 180-4 writes it down, for comparison.
enum SHA256Definition {
  static func hex(of message: [UInt8]) -> String {
    var bytes = message + [0x80]
    while bytes.count % 64 != 56 { bytes.append(0) }
    let bits = UInt64(message.count) * 8
    bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bits >> $0) }
    var state = roots(of: primes.prefix(8), cube: false)
    for start in stride(from: 0, to: bytes.count, by: 64) {
      add(block: bytes[start..<(start + 64)], to: &state)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func add(block: ArraySlice<UInt8>, to state: inout [UInt32]) {
    var w = stride(from: block.startIndex, to: block.endIndex, by: 4).map { at in
      block[at..<(at + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for t in 16..<64 {
      let s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3
      let s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10
      w.append(w[t - 16] &+ s0 &+ w[t - 7] &+ s1)
    }
    var v = state
    for t in 0..<64 {
      let s1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let s0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      let first = v[7] &+ s1 &+ choice &+ constants[t] &+ w[t]
      v = [first &+ s0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in state.indices { state[index] &+= v[index] }
  }

  private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static let primes = (2...311).filter { n in !(2..<n).contains { n % $0 == 0 } }
  private static let constants = roots(of: primes.prefix(64), cube: true)

  /// The first 32 bits of the fractions of the square or cube roots.
  private static func roots(of primes: ArraySlice<Int>, cube: Bool) -> [UInt32] {
    primes.map { prime in
      // The largest r with r^2 <= p * 2^64, or r^3 <= p * 2^96: the root times 2^32.
      var root: UInt64 = 0
      for bit in stride(from: 36, through: 0, by: -1) {
        let next = root | 1 << UInt64(bit)
        let square = UInt128(next) * UInt128(next)
        let fits =
          cube
          ? square * UInt128(next) <= UInt128(prime) << 96
          : square <= UInt128(prime) << 64
        if fits { root = next }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }
}
