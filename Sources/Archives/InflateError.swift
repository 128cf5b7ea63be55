package import LayerModel

/// Why a gzip stream could not be read to its end.
package enum InflateError: Error, Hashable, Sendable {
  /// Not gzip, not deflate, or content that contradicts its trailer; `offset` counts compressed
  /// bytes.
  case malformed(offset: Int)
  /// The input ended inside a member, or held none.
  case truncated
  /// More than `limit` bytes came out.
  case limitExceeded(ByteCount)
}
