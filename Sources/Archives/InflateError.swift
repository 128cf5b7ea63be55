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
  /// A zstd frame asks for more than `limit` bytes of memory.
  case windowTooLarge(ByteCount)
  /// A compression that no engine of today writes: `xz`, `bzip2`.
  case unsupported(String)
}
