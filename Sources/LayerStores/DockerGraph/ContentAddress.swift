internal import Hashing
internal import LayerModel

/// How Docker 1.8.3 and later name the directory of a pulled image layer.
///
/// Source: docker 1.9.1 `image/image.go`, `StrongID`; `graph/pull_v2.go`, `tryNextID`.
enum ContentAddress {
  private static let maximumTries = 16

  /// SHA-256 of the exact bytes of `json`.
  static func digest(of bytes: [UInt8]) -> Digest { SHA256Hash.digest(of: bytes) }

  /// `match`, `probe` or `mismatch`.
  ///
  /// When a directory was taken by something invalid, the next candidate was SHA-256 of the
  /// hexadecimal text of the last.
  static func state(of id: LayerID, strongID: Digest) -> String {
    var candidate = strongID
    for attempt in 0...maximumTries {
      if LayerID(candidate.hex) == id { return attempt == 0 ? "match" : "probe" }
      candidate = SHA256Hash.digest(of: Array(candidate.hex.utf8))
    }
    return "mismatch"
  }
}
