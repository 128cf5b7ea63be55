/// A SHA-256 digest.
///
/// 32 bytes, kept as four big-endian words so that it costs no allocation and hashes well.
package struct Digest: Hashable, Sendable {
  package let words: SIMD4<UInt64>

  /// The digest's 32 bytes as four big-endian numbers.
  package init(words: SIMD4<UInt64>) { self.words = words }

  /// `nil` unless there are exactly 32 bytes.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words = SIMD4<UInt64>()
    for (position, byte) in bytes.enumerated() {
      words[position / 8] = words[position / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  /// Parses 64 lower-case hexadecimal digits, as stores write them; `nil` for anything else.
  package init?(hex: some Collection<UInt8>) {
    guard hex.count == 2 * Self.byteCount else { return nil }
    var words = SIMD4<UInt64>()
    for (position, digit) in hex.enumerated() {
      guard let nibble = Self.nibble(digit) else { return nil }
      words[position / 16] = words[position / 16] << 4 | nibble
    }
    self.words = words
  }

  package init?(hex: String) { self.init(hex: Array(hex.utf8)) }

  /// Parses `sha256:` and 64 lower-case hexadecimal digits.
  package init?(prefixed text: some Collection<UInt8>) {
    let bytes = Array(text)
    guard bytes.starts(with: Self.prefix.utf8) else { return nil }
    self.init(hex: bytes.dropFirst(Self.prefix.utf8.count))
  }

  package init?(prefixed text: String) { self.init(prefixed: Array(text.utf8)) }

  package var bytes: [UInt8] {
    (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (56 - 8 * ($0 % 8))) }
  }

  /// 64 lower-case hexadecimal digits.
  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  package static let byteCount = 32
  private static let prefix = "sha256:"

  private static func nibble(_ digit: UInt8) -> UInt64? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(digit - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(digit - UInt8(ascii: "a") + 10)
    default: nil
    }
  }
}

extension Digest: CustomStringConvertible {
  /// `sha256:` and the hexadecimal digits, as registries and stores write it.
  package var description: String { Self.prefix + hex }
}

extension Digest: Comparable {
  package static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }
}
