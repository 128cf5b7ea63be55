package import LayerModel

/// Why a compressed stream could not be read to its end.
package enum InflateError: Error, Hashable, Sendable {
  /// Not of the format, or content that contradicts its checksum; `offset` counts compressed bytes.
  case malformed(offset: Int)
  /// The input ended inside a member or frame, or held none.
  case truncated
  /// More than `limit` bytes came out.
  case limitExceeded(ByteCount)
  /// More than `limit` times the bytes that went in came out.
  case ratioExceeded(Int)
  /// More than `ratio` times the bytes that went in came out, and so it did of others before.
  case allowanceSpent(ratio: Int)
  /// A zstd frame asks for more than `limit` bytes of memory.
  case windowTooLarge(ByteCount)
  /// A compression that no engine of today writes: `xz`, `bzip2`.
  case unsupported(String)
}

extension InflateError {
  /// The same of an archive at `path`, of which `fed` bytes were read.
  ///
  /// What only our limits keep from being read is unknown, not broken.
  package func problem(of path: BytePath, after fed: ByteCount) -> ReadProblem {
    switch self {
    case .malformed(let offset):
      .malformed(path, offset: offset, expected: "compressed data that agrees with its checksums")
    case .truncated:
      .malformed(
        path, offset: Int(clamping: fed.value), expected: "the rest of the compressed data")
    case .limitExceeded(let limit): .tooLarge(path, limit: limit)
    case .ratioExceeded(let ratio):
      .notEntered(path, reason: "more than \(ratio) times its length comes out of it")
    case .allowanceSpent(let ratio):
      .notEntered(
        path,
        reason:
          "more than \(ratio) times its length comes out of it, and so it did of too many others")
    case .windowTooLarge(let limit):
      .notEntered(
        path,
        reason: "its zstd window is larger than \(limit.iec): audit what "
          + "`zstd -d --long=31` makes of it")
    case .unsupported(let name):
      .notEntered(
        path, reason: "it is compressed with \(name): audit what `\(name) -dk` makes of it")
    }
  }
}
