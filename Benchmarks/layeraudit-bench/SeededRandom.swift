import Glibc

/// SplitMix64: the same seed gives the same stream on every machine.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators" (2014).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number in 0..<1.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  mutating func below(_ bound: Int) -> Int {
    Int(unit() * Double(bound))
  }

  /// A log-normal draw, by Box and Muller.
  mutating func logNormal(median: Double, sigma: Double) -> Double {
    let radius = (-2 * log(1 - unit())).squareRoot()
    return median * exp(sigma * radius * cos(2 * .pi * unit()))
  }

  /// Lower-case hexadecimal digits, a multiple of 16.
  mutating func hex(_ digits: Int) -> String {
    (0..<digits / 16).map { _ in
      let part = String(next(), radix: 16)
      return String(repeating: "0", count: 16 - part.count) + part
    }.joined()
  }

  mutating func fill(_ buffer: UnsafeMutableBufferPointer<UInt64>) {
    for index in buffer.indices { buffer[index] = next() }
  }
}
