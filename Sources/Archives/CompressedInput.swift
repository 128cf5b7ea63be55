internal import LayerModel

/// The compressed bytes that a decoder was fed and has not used yet.
struct CompressedInput {
  private(set) var bytes: [UInt8] = []
  /// Where in ``bytes`` the unused ones begin.
  var position = 0
  /// Bytes fed before these.
  private var fedBefore = 0

  /// Bytes used so far.
  var consumed: Int { fedBefore + position }

  /// How many are unused.
  var count: Int { bytes.count - position }

  mutating func feed(_ more: [UInt8]) {
    fedBefore += position
    if position == bytes.count {
      bytes = more
    } else {
      bytes.removeFirst(position)
      bytes += more
    }
    position = 0
  }

  /// Uses up all that is there, and returns how much that was.
  mutating func skip() -> Int {
    defer { position = bytes.count }
    return count
  }
}

/// A decoder of a stream that may have bytes behind it.
protocol StreamInflater: ~Copyable {
  /// Bytes after the stream that do not go on with it.
  var trailingBytes: ByteCount { get }

  /// Checks that the input ended where the stream does; call it when all was fed and pulled.
  mutating func finish() throws(InflateError)
}

extension StreamInflater where Self: ~Copyable {
  /// Finishes, and returns how many bytes follow the stream.
  mutating func end() throws(InflateError) -> ByteCount {
    try finish()
    return trailingBytes
  }
}
