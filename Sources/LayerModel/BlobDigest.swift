/// The digest by which a blob is called: an algorithm and so many hexadecimal digits.
///
/// Source: OCI image-spec `descriptor.md`, "Registered algorithms"; go-digest `algorithm.go`.
package struct BlobDigest: Hashable, Sendable {
  package enum Algorithm: String, Hashable, Sendable, CaseIterable {
    case sha256, sha384, sha512

    /// Hexadecimal digits of a digest.
    package var digits: Int {
      switch self {
      case .sha256: 64
      case .sha384: 96
      case .sha512: 128
      }
    }
  }

  package let algorithm: Algorithm
  /// Lower-case digits, as many as the algorithm has.
  package let hex: String

  /// `nil` unless there are as many lower-case hexadecimal digits as the algorithm has.
  package init?(_ algorithm: Algorithm, hex: some Collection<UInt8>) {
    guard hex.count == algorithm.digits, hex.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 })
    else { return nil }
    self.algorithm = algorithm
    self.hex = String(decoding: hex, as: UTF8.self)
  }

  package init(_ digest: Digest) {
    algorithm = .sha256
    hex = digest.hex
  }

  /// Parses `algorithm:digits`.
  package init?(_ text: some Collection<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let algorithm = Algorithm(rawValue: String(decoding: text[..<colon], as: UTF8.self))
    else { return nil }
    self.init(algorithm, hex: text[text.index(after: colon)...])
  }

  package init?(_ text: String) { self.init(Array(text.utf8)) }

  /// The digest as ``Digest``; `nil` for other algorithms than SHA-256.
  package var sha256: Digest? { algorithm == .sha256 ? Digest(hex: hex) : nil }
}

extension BlobDigest: CustomStringConvertible {
  package var description: String { algorithm.rawValue + ":" + hex }
}

extension BlobDigest: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    (left.algorithm.rawValue, left.hex) < (right.algorithm.rawValue, right.hex)
  }
}
