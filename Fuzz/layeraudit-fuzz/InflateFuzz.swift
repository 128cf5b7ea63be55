import Archives

/// Any bytes as a blob that may be compressed, all at once and in pieces.
enum InflateFuzz {
  static func run(_ bytes: [UInt8]) {
    for size in [bytes.count, 7] where size > 0 {
      do throws(InflateError) {
        try inflate(bytes, inPiecesOf: size)
      } catch {
        // That is what a reader reports.
      }
    }
  }

  private static func inflate(_ bytes: [UInt8], inPiecesOf size: Int) throws(InflateError) {
    var limits = BlobInflater.Limits()
    limits.output = 16_777_216
    var inflater = BlobInflater(limits)
    for start in stride(from: 0, to: bytes.count, by: size) {
      inflater.feed(Array(bytes[start..<min(bytes.count, start + size)]))
      while let chunk = try inflater.next() { precondition(!chunk.isEmpty, "an empty chunk") }
    }
    try inflater.finish()
    while try inflater.next() != nil {}
  }
}
